package io.github.dilm4j.run.config;

/** When a stage's checkpoint is due; 0 for never by that measure. */
public record CheckpointConfig(int everySeconds, int everySteps) {
    void check(Problems problems) {
        problems.notNegative("checkpoints.everySeconds", everySeconds);
        problems.notNegative("checkpoints.everySteps", everySteps);
    }
}
