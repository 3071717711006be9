package io.github.dilm4j.base;

/** The type of a model's matrix products. Weights, losses and coefficients are float32 either way. */
public enum Precision {
    FLOAT32,
    /** Faster only if the hardware multiplies bfloat16 (AVX-512 BF16, AMX, GPUs). */
    BFLOAT16
}
