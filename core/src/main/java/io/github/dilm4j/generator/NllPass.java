package io.github.dilm4j.generator;

/** A forward pass over texts that waits for the weights of its gradient. */
public interface NllPass extends AutoCloseable {
    /** [n], mean negative log-likelihood per token, nats. */
    float[] nll();

    /** Returns the mean over the texts of {@link #nll}. */
    static double mean(float[] nll) {
        double sum = 0;
        for (float value : nll) {
            sum += value;
        }
        return sum / nll.length;
    }

    /** Adds the gradient of {@code Σ coefficients[i] · nll[i]} to the generator's; once. */
    void backward(float[] coefficients);

    @Override
    void close();
}
