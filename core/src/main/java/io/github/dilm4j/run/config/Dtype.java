package io.github.dilm4j.run.config;

/** What the matrix products of a model compute in. Weights, losses and coefficients are float32 either way. */
public enum Dtype {
    FLOAT32,
    /** Faster only where the processor multiplies bfloat16 (AVX-512 BF16, AMX, GPUs). */
    BFLOAT16
}
