package io.github.dilm4j.model;

import io.github.dilm4j.nn.Attention.Kernel;

/** What a forward pass is for. */
public enum Pass {
    /** Without dropout; for results, and for gradients that must not depend on chance. */
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

    /** The probability to drop with: {@code configured}, or 0 where the pass has no dropout. */
    public double dropout(double configured) {
        return dropout ? configured : 0;
    }

    /** The kernel to attend with, where the model's attention dropout is {@code configured}. */
    public Kernel attention(double configured) {
        return dropout(configured) == 0 && this != DERIVATIVE ? Kernel.FUSED : attention;
    }
}
