package io.github.dilm4j.matching;

/**
 * The match of a batch of synthetic texts with the real data, and the coefficients of the generator's update.
 *
 * @param loss 1 - cosine, in [0, 2]
 * @param cosine of the real and the synthetic gradient, in [-1, 1]
 * @param coefficients [n], ∂loss/∂nll of each synthetic text; they sum to 0
 * @param weights [n], the share of each synthetic text in the synthetic gradient; they sum to 1
 */
public record Match(double loss, double cosine, float[] coefficients, float[] weights) {
    /**
     * This match with coefficients whose root mean square is 1/n, as for a mean over the texts. Coefficients that are
     * all 0 stay 0.
     */
    public Match normalised() {
        double squares = 0;
        for (float coefficient : coefficients) {
            squares += (double) coefficient * coefficient;
        }
        double factor = squares == 0 ? 0 : 1 / Math.sqrt(squares * coefficients.length);
        float[] scaled = new float[coefficients.length];
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] = (float) (factor * coefficients[i]);
        }
        return new Match(loss, cosine, scaled, weights);
    }

    /** The effective sample size of the weights, {@code 1 / Σ w²}, in [1, n]: near 1, one text decides alone. */
    public double effectiveTexts() {
        double squares = 0;
        for (float weight : weights) {
            squares += (double) weight * weight;
        }
        return 1 / squares;
    }
}
