package io.github.dilm4j.run.config;

/**
 * What happens when a loss or a gradient becomes NaN or infinite.
 *
 * @param retries how often a stage returns to its last checkpoint and goes on with lower learning rates before the run
 *     stops; 0 for never
 * @param rateFactor what the stage's learning rates are multiplied by at every return, in (0, 1)
 */
public record HealthConfig(int retries, double rateFactor) {
    void check(Problems problems) {
        problems.notNegative("health.retries", retries);
        problems.require(rateFactor > 0 && rateFactor < 1, "health.rateFactor", "must lie between 0 and 1", rateFactor);
    }
}
