package io.github.dilm4j.generator;

/** A forward pass over texts that waits for the weights of its gradient. */
public interface NllPass extends AutoCloseable {
    /** [n], mean negative log-likelihood per token, nats. */
    float[] nll();

    /** Adds the gradient of {@code Σ coefficients[i] · nll[i]} to the generator's; once. */
    void backward(float[] coefficients);

    @Override
    void close();
}
