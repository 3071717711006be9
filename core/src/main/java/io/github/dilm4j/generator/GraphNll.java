package io.github.dilm4j.generator;

import io.github.dilm4j.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;

/** Computes likelihoods with the engine's graph, for any model. */
final class GraphNll implements TargetNll {
    /** Tensors of the logits' size that exist at the same time: logits, probabilities and gradient. */
    static final int LOGITS = 3;

    private final Tensor values; // [targets], with their graph

    /** @param values [targets] */
    GraphNll(Tensor values) {
        this.values = Tensors.keep(values);
    }

    @Override
    public Tensor values() {
        return values;
    }

    @Override
    public void backward(Tensor weights) {
        values.mul(weights).sum().backward();
    }

    @Override
    public void close() {
        values.close();
    }
}
