package io.github.dilm4j.run.config;

/** Which of the generators that a training goes through is its result. */
public enum Keep {
    /** The one after the last step. */
    LAST,
    /** The one with the best score on the select split. */
    BEST
}
