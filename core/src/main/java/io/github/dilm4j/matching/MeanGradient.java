package io.github.dilm4j.matching;

import java.util.List;

/**
 * The mean gradient of a batch.
 *
 * @param layers a row-major matrix [out, in + 1] for each layer; the last column belongs to the bias
 */
public record MeanGradient(List<float[]> layers) {
    /** @throws IllegalArgumentException if there is no layer */
    public MeanGradient {
        layers = List.copyOf(layers);
        if (layers.isEmpty()) {
            throw new IllegalArgumentException("a gradient has at least one layer");
        }
    }

    /** Euclidean norm over all layers together. */
    public double norm() {
        double sum = 0;
        for (float[] layer : layers) {
            for (float value : layer) {
                sum += (double) value * value;
            }
        }
        return Math.sqrt(sum);
    }
}
