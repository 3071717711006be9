package io.github.dilm4j.run.config;

/** The generator that a training keeps. */
public enum Keep {
    /** The generator after the last step. */
    LAST,
    /** The generator with the best score on the select split. */
    BEST
}
