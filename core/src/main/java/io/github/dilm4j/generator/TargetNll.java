package io.github.dilm4j.generator;

import org.bytedeco.pytorch.Tensor;

/** The negative log-likelihoods of a batch's targets, with a backward pass for given weights. */
interface TargetNll extends AutoCloseable {
    /** [targets], nats. */
    Tensor values();

    /**
     * Adds the gradient of {@code Σ weights · values} to the model's. Must be called once, on the worker of the forward
     * pass.
     *
     * @param weights [targets]
     */
    void backward(Tensor weights);

    @Override
    void close();
}
