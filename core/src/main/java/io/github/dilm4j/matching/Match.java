package io.github.dilm4j.matching;

/**
 * The match of a batch of synthetic texts with the real data, and the coefficients of the generator's update.
 *
 * @param loss 1 - cosine, in [0, 2]
 * @param cosine of the real and the synthetic gradient, in [-1, 1]
 * @param coefficients [n], ∂loss/∂nll of each synthetic text; they sum to 0
 * @param weights [n], the share of each synthetic text in the synthetic gradient; they sum to 1
 */
public record Match(double loss, double cosine, float[] coefficients, float[] weights) {}
