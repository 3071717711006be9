package io.github.dilm4j.evaluate;

import io.github.dilm4j.data.Metric;
import io.github.dilm4j.statistics.ConfusionMatrix;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Scores predictions, in [0, 1]. */
public final class Scoring {
    private Scoring() {}

    /**
     * The value of a metric.
     *
     * @param predicted [n], label indexes
     * @param gold [n], label indexes
     * @throws IllegalArgumentException if there is no example, lengths differ, an index is not in [0, labels), or the
     *     F1 of label 1 is asked for and there are not two labels
     */
    public static double score(Metric metric, int[] predicted, int[] gold, int labels) {
        return score(metric, ConfusionMatrix.of(predicted, gold, labels));
    }

    /**
     * The value of a metric.
     *
     * @throws IllegalArgumentException if the F1 of label 1 is asked for and there are not two labels
     */
    static double score(Metric metric, ConfusionMatrix matrix) {
        return switch (metric) {
            case ACCURACY -> matrix.accuracy();
            case F1 -> f1OfLabelOne(matrix);
            case MACRO_F1 -> matrix.macroF1();
            case ACCURACY_AND_F1 -> (matrix.accuracy() + f1OfLabelOne(matrix)) / 2;
        };
    }

    /**
     * The best score of naming one label for every example: the score that needs no text.
     *
     * @param gold [n], label indexes
     * @throws IllegalArgumentException as {@link #score}
     */
    public static double chance(Metric metric, int[] gold, int labels) {
        return IntStream.range(0, labels)
                .mapToDouble(label -> score(metric, constant(label, gold.length), gold, labels))
                .max()
                .orElse(0);
    }

    private static int[] constant(int label, int length) {
        int[] predicted = new int[length];
        Arrays.fill(predicted, label);
        return predicted;
    }

    private static double f1OfLabelOne(ConfusionMatrix matrix) {
        if (matrix.labels() != 2) {
            throw new IllegalArgumentException("the F1 of label 1 is for two labels, got " + matrix.labels());
        }
        return matrix.f1(1);
    }
}
