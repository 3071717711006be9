package io.github.dilm4j.statistics;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The number of predictions of each label for each gold label. A precision, recall or F1 without correct predictions is
 * 0 (scikit-learn's {@code zero_division=0}), and means are over all labels, including those that do not occur.
 *
 * @param counts [gold label][predicted label], examples
 */
public record ConfusionMatrix(int[][] counts) implements Serializable {
    /** The name of {@link #macroF1} in files. */
    public static final String MACRO_F1 = "macroF1";
    /** The name of {@link #matthewsCorrelation} in files. */
    public static final String MATTHEWS = "matthewsCorrelation";

    /**
     * Counts predictions.
     *
     * @param predicted [n], label indexes
     * @param gold [n], label indexes
     * @throws IllegalArgumentException if there is no example, lengths differ, or an index is not in [0, labels)
     */
    public static ConfusionMatrix of(int[] predicted, int[] gold, int labels) {
        if (gold.length == 0) {
            throw new IllegalArgumentException("there is no example to score");
        }
        if (predicted.length != gold.length) {
            throw new IllegalArgumentException(
                    "there are " + predicted.length + " predictions for " + gold.length + " examples");
        }
        int[][] counts = new int[labels][labels];
        for (int i = 0; i < gold.length; i++) {
            counts[check(gold[i], labels)][check(predicted[i], labels)]++;
        }
        return new ConfusionMatrix(counts);
    }

    /** Reads counts that {@link #rows} returned. */
    public static ConfusionMatrix ofRows(List<List<Integer>> rows) {
        return new ConfusionMatrix(rows.stream()
                .map(row -> row.stream().mapToInt(Integer::intValue).toArray())
                .toArray(int[][]::new));
    }

    /** The counts as lists, for files. */
    public List<List<Integer>> rows() {
        return Arrays.stream(counts)
                .map(row -> Arrays.stream(row).boxed().toList())
                .toList();
    }

    /** The sums of two matrices of the same labels. */
    public ConfusionMatrix plus(ConfusionMatrix other) {
        return new ConfusionMatrix(IntStream.range(0, labels())
                .mapToObj(gold -> IntStream.range(0, labels())
                        .map(predicted -> counts[gold][predicted] + other.counts[gold][predicted])
                        .toArray())
                .toArray(int[][]::new));
    }

    public int labels() {
        return counts.length;
    }

    /** The number of examples of the label. */
    public long gold(int label) {
        return Arrays.stream(counts[label]).asLongStream().sum();
    }

    /** The number of predictions of the label. */
    public long predicted(int label) {
        return Arrays.stream(counts).mapToLong(row -> row[label]).sum();
    }

    public double accuracy() {
        return (double) right() / examples();
    }

    /** The share of correct predictions among those of the label. */
    public double precision(int label) {
        return ratio(counts[label][label], predicted(label));
    }

    /** The share of the label's examples that are predicted correctly. */
    public double recall(int label) {
        return ratio(counts[label][label], gold(label));
    }

    /** Harmonic mean of the label's precision and recall; 0 if it was never predicted correctly. */
    public double f1(int label) {
        return ratio(2L * counts[label][label], gold(label) + predicted(label));
    }

    /** Unweighted mean of the F1 of every label. */
    public double macroF1() {
        return IntStream.range(0, labels()).mapToDouble(this::f1).sum() / labels();
    }

    /**
     * Matthews correlation of the labels and the predictions, for any number of labels (Gorodkin, Computational Biology
     * and Chemistry 28, 2004). In [-1, 1]; 0 if all examples, or all predictions, have the same label.
     */
    public double matthewsCorrelation() {
        double all = examples();
        double covariance = right() * all;
        double ofGold = all * all;
        double ofPredicted = all * all;
        for (int label = 0; label < labels(); label++) {
            double gold = gold(label);
            double predicted = predicted(label);
            covariance -= gold * predicted;
            ofGold -= gold * gold;
            ofPredicted -= predicted * predicted;
        }
        return ofGold == 0 || ofPredicted == 0 ? 0 : covariance / Math.sqrt(ofGold * ofPredicted);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ConfusionMatrix matrix && Arrays.deepEquals(counts, matrix.counts);
    }

    @Override
    public int hashCode() {
        return Arrays.deepHashCode(counts);
    }

    @Override
    public String toString() {
        return Arrays.deepToString(counts);
    }

    private long right() {
        return IntStream.range(0, labels())
                .mapToLong(label -> counts[label][label])
                .sum();
    }

    private long examples() {
        return IntStream.range(0, labels()).mapToLong(this::gold).sum();
    }

    private static double ratio(long part, long whole) {
        return part == 0 ? 0 : (double) part / whole;
    }

    private static int check(int label, int labels) {
        if (label < 0 || label >= labels) {
            throw new IllegalArgumentException("there are " + labels + " labels, so none has the index " + label);
        }
        return label;
    }
}
