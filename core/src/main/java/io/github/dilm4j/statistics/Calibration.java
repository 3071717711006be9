package io.github.dilm4j.statistics;

/** Measures whether a classifier's confidence matches its accuracy. */
public final class Calibration {
    /** The name of {@link #expectedError} in files. */
    public static final String ERROR = "expectedCalibrationError";

    private static final int BINS = 15;

    private Calibration() {}

    /**
     * The expected calibration error (Guo et al., ICML 2017): predictions fall into {@value #BINS} bins of equal width
     * by their confidence, and the error is the mean distance of accuracy and mean confidence in a bin, weighted by its
     * predictions.
     *
     * @param confidence [n], the probability of the predicted label, in (0, 1]; a bin includes its upper end
     * @param right [n], whether the prediction is right
     * @return in [0, 1]
     * @throws IllegalArgumentException if there is no prediction
     */
    public static double expectedError(double[] confidence, boolean[] right) {
        if (confidence.length == 0) {
            throw new IllegalArgumentException("there is no prediction whose confidence could be judged");
        }
        double[] surplus = new double[BINS]; // sum of confidence less the number of right predictions
        for (int i = 0; i < confidence.length; i++) {
            int bin = Math.max(0, (int) Math.ceil(confidence[i] * BINS) - 1);
            surplus[Math.min(bin, BINS - 1)] += confidence[i] - (right[i] ? 1 : 0);
        }
        double error = 0;
        for (double ofBin : surplus) {
            error += Math.abs(ofBin) / confidence.length;
        }
        return error;
    }
}
