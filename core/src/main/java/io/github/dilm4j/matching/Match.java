package io.github.dilm4j.matching;

/**
 * How well a batch of synthetic texts stands in for the real data, and which of its texts to make likelier.
 *
 * @param loss 1 - cosine, in [0, 2]
 * @param cosine of the real and the synthetic gradient, in [-1, 1]
 * @param coefficients [n], ∂loss/∂nll of each synthetic text; they sum to 0
 * @param weights [n], the share of each synthetic text in the synthetic gradient; they sum to 1
 */
public record Match(double loss, double cosine, float[] coefficients, float[] weights) {}
