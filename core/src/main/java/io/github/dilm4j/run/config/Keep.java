package io.github.dilm4j.run.config;

/** Which of the generators that a training goes through is its result. */
public enum Keep {
    LAST,
    /** The one with the best figure on the select split. */
    BEST
}
