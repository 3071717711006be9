package io.github.dilm4j.base;

/** The kinds of optimizer. Adam has no weight decay. */
public enum OptimizerKind {
    ADAMW,
    ADAM,
    SGD,
    MOMENTUM
}
