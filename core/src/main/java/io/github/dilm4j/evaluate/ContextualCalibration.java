package io.github.dilm4j.evaluate;

/**
 * Takes out what a prompt makes likely whatever it asks about: with {@code p} the mean probabilities of the labels for texts
 * without content, {@code log p} is subtracted from the logits of other texts. Zhao et al. (arXiv:2102.09690), section 5,
 * with the diagonal matrix.
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
            mean[label] = Math.log(Math.max(mean[label], Double.MIN_NORMAL)); // one that is never named stays finite
        }
        return new ContextualCalibration(mean);
    }

    /** Changes the logits. */
    void apply(float[][] logits) {
        for (float[] ofText : logits) {
            for (int label = 0; label < ofText.length; label++) {
                ofText[label] -= (float) logPrior[label];
            }
        }
    }
}
