package io.github.dilm4j.base;

/** The course of a learning rate after its warm-up. */
public enum Decay {
    CONSTANT,
    LINEAR,
    COSINE
}
