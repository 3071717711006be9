package io.github.dilm4j.matching;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The gradient of each example's own loss by the parameters of the learner's head, as one pair of factors per layer
 * instead of a matrix.
 *
 * @param layers the head's linear layers, all for the same examples in the same order
 */
public record HeadGradients(List<LayerFactors> layers) {
    /** @throws IllegalArgumentException if there is no layer or the layers differ in their number of examples */
    public HeadGradients {
        layers = List.copyOf(layers);
        if (layers.isEmpty()) {
            throw new IllegalArgumentException("a head has at least one layer");
        }
        for (LayerFactors layer : layers) {
            if (layer.size() != layers.get(0).size()) {
                throw new IllegalArgumentException("the layers hold "
                        + layers.get(0).size() + " and " + layer.size() + " examples; all must hold the same");
            }
        }
    }

    /** n, the number of examples. */
    public int size() {
        return layers.get(0).size();
    }

    /** The mean of the examples' gradients, summed in double. */
    public MeanGradient mean() {
        double[] equal = new double[size()];
        Arrays.fill(equal, 1.0 / size());
        List<float[]> means = new ArrayList<>();
        for (LayerFactors layer : layers) {
            double[] sum = layer.weightedSum(equal);
            float[] mean = new float[sum.length];
            for (int j = 0; j < sum.length; j++) {
                mean[j] = (float) sum[j];
            }
            means.add(mean);
        }
        return new MeanGradient(means);
    }

    /**
     * The examples of all batches, in order.
     *
     * @throws IllegalArgumentException if there is no batch or their layers differ in number or shape
     */
    public static HeadGradients concatenate(List<HeadGradients> batches) {
        if (batches.isEmpty()) {
            throw new IllegalArgumentException("there is no batch to concatenate");
        }
        int layerCount = batches.get(0).layers().size();
        List<LayerFactors> layers = new ArrayList<>();
        for (int l = 0; l < layerCount; l++) {
            List<float[]> deltas = new ArrayList<>();
            List<float[]> inputs = new ArrayList<>();
            for (HeadGradients batch : batches) {
                if (batch.layers().size() != layerCount) {
                    throw new IllegalArgumentException("the batches come from heads of " + layerCount + " and "
                            + batch.layers().size() + " layers");
                }
                deltas.addAll(Arrays.asList(batch.layers().get(l).deltas()));
                inputs.addAll(Arrays.asList(batch.layers().get(l).inputs()));
            }
            layers.add(new LayerFactors(
                    deltas.toArray(new float[0][]),
                    inputs.toArray(new float[0][]),
                    batches.get(0).layers().get(l).biased()));
        }
        return new HeadGradients(layers);
    }
}
