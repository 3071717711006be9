package io.github.dilm4j.evaluate;

/**
 * Removes the bias of a prompt: {@code log p} is subtracted from the logits of texts, where {@code p} are the mean
 * probabilities of the labels for texts without content. Zhao et al. (arXiv:2102.09690), section 5, with the diagonal
 * matrix.
 */
record ContextualCalibration(double[] logPrior) {
    /** @param logits [texts without content][labels] */
    static ContextualCalibration of(float[][] logits) {
        double[] mean = new double[logits[0].length];
        for (float[] ofText : logits) {
            double all = LabelLogits.logSumExp(ofText);
            for (int label = 0; label < mean.length; label++) {
                mean[label] += Math.exp(ofText[label] - all) / logits.length;
            }
        }
        for (int label = 0; label < mean.length; label++) {
            mean[label] =
                    Math.log(Math.max(mean[label], Double.MIN_NORMAL)); // a label that is never named stays finite
        }
        return new ContextualCalibration(mean);
    }

    /** Calibrates the logits in place. */
    void apply(float[][] logits) {
        for (float[] ofText : logits) {
            for (int label = 0; label < ofText.length; label++) {
                ofText[label] -= (float) logPrior[label];
            }
        }
    }
}
