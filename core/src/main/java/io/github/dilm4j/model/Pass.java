package io.github.dilm4j.model;

import io.github.dilm4j.nn.Attention.Kernel;

/** The kinds of forward pass. */
public enum Pass {
    /** Without dropout, for results and for deterministic gradients. */
    EXACT(false, Kernel.FUSED),
    /** With the dropout of the model's config. */
    TRAINING(true, Kernel.PLAIN),
    /** Like {@link #EXACT}, by operations that have forward-mode derivatives. */
    DERIVATIVE(false, Kernel.PLAIN);

    private final boolean dropout;
    private final Kernel attention;

    Pass(boolean dropout, Kernel attention) {
        this.dropout = dropout;
        this.attention = attention;
    }

    /** The dropout probability: {@code configured}, or 0 in a pass without dropout. */
    public double dropout(double configured) {
        return dropout ? configured : 0;
    }

    /** The attention kernel for a model whose attention dropout is {@code configured}. */
    public Kernel attention(double configured) {
        return dropout(configured) == 0 && this != DERIVATIVE ? Kernel.FUSED : attention;
    }
}
