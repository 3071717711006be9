package io.github.dilm4j.generator;

import org.bytedeco.pytorch.Tensor;

/** The negative log-likelihoods of a batch's targets, which wait for the weights of their gradient. */
interface TargetNll extends AutoCloseable {
    /** [targets], nats. */
    Tensor values();

    /**
     * Adds the gradient of {@code Σ weights · values} to the model's; once, on the worker that went forward.
     *
     * @param weights [targets]
     */
    void backward(Tensor weights);

    @Override
    void close();
}
