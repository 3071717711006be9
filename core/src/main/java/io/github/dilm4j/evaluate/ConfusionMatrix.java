package io.github.dilm4j.evaluate;

/**
 * How often each label was given for each.
 *
 * @param counts [gold label][predicted label], examples
 */
public record ConfusionMatrix(int[][] counts) {
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

    public int labels() {
        return counts.length;
    }

    public double accuracy() {
        int right = 0;
        int all = 0;
        for (int gold = 0; gold < labels(); gold++) {
            for (int count : counts[gold]) {
                all += count;
            }
            right += counts[gold][gold];
        }
        return (double) right / all;
    }

    /** Harmonic mean of the label's precision and recall; 0 if it was never predicted rightly. */
    public double f1(int label) {
        int right = counts[label][label];
        int either = 0; // examples that have the label plus predictions of it
        for (int other = 0; other < labels(); other++) {
            either += counts[label][other] + counts[other][label];
        }
        return right == 0 ? 0 : 2.0 * right / either;
    }

    private static int check(int label, int labels) {
        if (label < 0 || label >= labels) {
            throw new IllegalArgumentException("there are " + labels + " labels, so none has the index " + label);
        }
        return label;
    }
}
