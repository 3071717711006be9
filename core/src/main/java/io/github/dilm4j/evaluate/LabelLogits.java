package io.github.dilm4j.evaluate;

import io.github.dilm4j.base.NotFiniteException;
import io.github.dilm4j.data.Metric;
import io.github.dilm4j.statistics.Calibration;
import io.github.dilm4j.statistics.ConfusionMatrix;

/** Computes metrics from logits. */
final class LabelLogits {
    private LabelLogits() {}

    /**
     * @param logits [n][labels]; among equal ones the first label is the prediction
     * @param gold [n], label indexes
     * @param remedy what to do about logits that are not numbers
     * @throws NotFiniteException if a logit is NaN or infinite
     */
    static FineTuning.Outcome score(Metric metric, float[][] logits, int[] gold, String remedy) {
        int[] predicted = new int[gold.length];
        double[] confidence = new double[gold.length];
        boolean[] right = new boolean[gold.length];
        double loss = 0;
        for (int i = 0; i < gold.length; i++) {
            requireFinite(logits[i], i, remedy);
            predicted[i] = largest(logits[i]);
            confidence[i] = Math.exp(-crossEntropy(logits[i], predicted[i]));
            right[i] = predicted[i] == gold[i];
            loss += crossEntropy(logits[i], gold[i]) / gold.length;
        }
        ConfusionMatrix confusion = ConfusionMatrix.of(predicted, gold, logits[0].length);
        return new FineTuning.Outcome(
                Scoring.score(metric, confusion), loss, confusion, Calibration.expectedError(confidence, right));
    }

    private static void requireFinite(float[] logits, int text, String remedy) {
        for (float logit : logits) {
            if (!Float.isFinite(logit)) {
                throw new NotFiniteException(
                        "a logit of text " + text + ", counted from 0, is " + logit + "; " + remedy, "logit", logit);
            }
        }
    }

    private static int largest(float[] values) {
        int best = 0;
        for (int i = 1; i < values.length; i++) {
            if (values[i] > values[best]) {
                best = i;
            }
        }
        return best;
    }

    private static double crossEntropy(float[] logits, int label) {
        return logSumExp(logits) - logits[label];
    }

    static double logSumExp(float[] logits) {
        double largest = logits[largest(logits)];
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(logit - largest);
        }
        return Math.log(sum) + largest;
    }
}
