package io.github.dilm4j.generator;

/** The divisor of a text's negative log-likelihood. */
public enum NllAverage {
    /** The number of its own tokens. */
    OWN_TOKENS,
    /**
     * The length of the longest text of the batch, rounded up to a multiple of eight tokens, as the reference
     * implementation does: a text's weight then depends on its neighbours.
     */
    PADDED_LENGTH
}
