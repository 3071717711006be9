package io.github.dilm4j.run.config;

/**
 * The reaction to a failed training: the loss is NaN or infinite, or the generator ignores its labels.
 *
 * @param retries how often a stage returns to its last checkpoint and goes on with lower learning rates before the run
 *     stops; 0 for never
 * @param rateFactor factor of the stage's learning rates at every return, in (0, 1)
 * @param ignoredLabels whether a run stops, or only warns, if the label does not matter to the trained language model
 */
public record HealthConfig(int retries, double rateFactor, IgnoredLabels ignoredLabels) {
    /** The reaction to a generator that ignores its labels. */
    public enum IgnoredLabels {
        STOP,
        WARN
    }

    void check(Problems problems) {
        problems.notNegative("health.retries", retries);
        problems.require(rateFactor > 0 && rateFactor < 1, "health.rateFactor", "must lie between 0 and 1", rateFactor);
    }
}
