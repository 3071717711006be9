package io.github.dilm4j.run.config;

/**
 * When a running stage writes a checkpoint, to which a stopped run returns.
 *
 * @param everySeconds seconds between two checkpoints; 0 for none by time
 * @param everySteps steps between two checkpoints; 0 for none by steps
 */
public record CheckpointConfig(int everySeconds, int everySteps) {
    void check(Problems problems) {
        problems.notNegative("checkpoints.everySeconds", everySeconds);
        problems.notNegative("checkpoints.everySteps", everySteps);
    }
}
