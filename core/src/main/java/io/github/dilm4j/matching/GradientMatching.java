package io.github.dilm4j.matching;

import io.github.dilm4j.base.NotFiniteException;

/**
 * Gradient matching for one label. With {@code w = softmax(-nll / temperature)} the synthetic gradient is
 * {@code g̃ = Σ wᵢ·∇ℓᵢ}; the loss is {@code 1 - cos(real, g̃)}, the cosine taken over all layers together. DiLM
 * (arXiv:2404.00264), section 3. The generator enters through w alone, so its gradient is that of
 * {@code Σ coefficients[i]·nll[i]}. The static functions are the single steps, for gradients without head factors.
 */
public final class GradientMatching implements MatchingObjective {
    private final double temperature;

    /**
     * @param temperature τ > 0; a large one weighs all texts alike
     * @throws IllegalArgumentException if the temperature is not a positive finite number
     */
    public GradientMatching(double temperature) {
        this.temperature = checkTemperature(temperature);
    }

    @Override
    public Match match(MeanGradient real, HeadGradients synthetic, float[] nll) {
        int layers = synthetic.layers().size();
        checkShapes(real, synthetic, nll);
        double[] weights = weights(nll, temperature);
        double[][] sums = new double[layers][]; // g̃, a matrix [out, in + 1] for each layer
        double realReal = 0;
        double realSynthetic = 0;
        double syntheticSynthetic = 0;
        for (int l = 0; l < layers; l++) {
            float[] g = real.layers().get(l);
            double[] sum = synthetic.layers().get(l).weightedSum(weights);
            for (int j = 0; j < sum.length; j++) {
                realReal += (double) g[j] * g[j];
                realSynthetic += g[j] * sum[j];
                syntheticSynthetic += sum[j] * sum[j];
            }
            sums[l] = sum;
        }
        CosineGradient cosine = CosineGradient.of(realReal, realSynthetic, syntheticSynthetic);
        double[] directional = new double[nll.length];
        for (int l = 0; l < layers; l++) {
            float[] g = real.layers().get(l);
            double[] direction = sums[l]; // becomes ∂loss/∂g̃ in place
            for (int j = 0; j < direction.length; j++) {
                direction[j] = cosine.alongReal() * g[j] + cosine.alongSynthetic() * direction[j];
            }
            synthetic.layers().get(l).addInnerProducts(direction, directional);
        }
        return new Match(
                cosine.loss(), cosine.cosine(), coefficients(weights, directional, temperature), toFloats(weights));
    }

    /**
     * {@code softmax(-nll / temperature)}.
     *
     * @param nll [n], nats per token
     * @return [n], positive or zero, sum 1
     * @throws IllegalArgumentException if there is no text, or the temperature is not positive
     * @throws NotFiniteException if a likelihood is NaN or infinite
     */
    public static double[] weights(float[] nll, double temperature) {
        checkTemperature(temperature);
        if (nll.length == 0) {
            throw new IllegalArgumentException("there is no synthetic text to weigh");
        }
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < nll.length; i++) {
            if (!Float.isFinite(nll[i])) {
                throw new NotFiniteException("likelihood of text " + i, nll[i]);
            }
            least = Math.min(least, nll[i]);
        }
        double[] weights = new double[nll.length];
        double sum = 0;
        for (int i = 0; i < nll.length; i++) {
            weights[i] = Math.exp((least - nll[i]) / temperature);
            sum += weights[i];
        }
        for (int i = 0; i < nll.length; i++) {
            weights[i] /= sum;
        }
        return weights;
    }

    /**
     * The derivative of the loss by each text's likelihood.
     *
     * @param weights [n], from {@link #weights}
     * @param directional [n], ⟨∂loss/∂g̃, ∇ℓᵢ⟩ = ∂loss/∂wᵢ
     * @return [n], {@code -wᵢ / temperature · (directionalᵢ - Σⱼ wⱼ·directionalⱼ)}; they sum to 0
     * @throws IllegalArgumentException if lengths differ, or the temperature is not positive
     * @throws NotFiniteException if a weight or a directional derivative is NaN or infinite
     */
    public static float[] coefficients(double[] weights, double[] directional, double temperature) {
        checkTemperature(temperature);
        if (weights.length != directional.length) {
            throw new IllegalArgumentException(
                    "there are " + weights.length + " weights but " + directional.length + " directional derivatives");
        }
        double mean = 0;
        for (int i = 0; i < weights.length; i++) {
            mean += weights[i] * directional[i];
        }
        if (!Double.isFinite(mean)) {
            throw new NotFiniteException("derivative of the matching loss", mean);
        }
        float[] coefficients = new float[weights.length];
        for (int i = 0; i < weights.length; i++) {
            coefficients[i] = (float) (-weights[i] / temperature * (directional[i] - mean));
        }
        return coefficients;
    }

    private static void checkShapes(MeanGradient real, HeadGradients synthetic, float[] nll) {
        if (nll.length != synthetic.size()) {
            throw new IllegalArgumentException(
                    "there are " + nll.length + " likelihoods but " + synthetic.size() + " synthetic gradients");
        }
        if (real.layers().size() != synthetic.layers().size()) {
            throw new IllegalArgumentException("the real gradient has "
                    + real.layers().size() + " layers, the synthetic one "
                    + synthetic.layers().size());
        }
        for (int l = 0; l < real.layers().size(); l++) {
            int parameters = synthetic.layers().get(l).parameters();
            if (real.layers().get(l).length != parameters) {
                throw new IllegalArgumentException(
                        "layer " + l + " has " + real.layers().get(l).length + " parameters in the real gradient and "
                                + parameters + " in the synthetic one");
            }
        }
    }

    private static double checkTemperature(double temperature) {
        if (!(temperature > 0) || !Double.isFinite(temperature)) {
            throw new IllegalArgumentException("the temperature must be a positive number, got " + temperature);
        }
        return temperature;
    }

    private static float[] toFloats(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }
}
