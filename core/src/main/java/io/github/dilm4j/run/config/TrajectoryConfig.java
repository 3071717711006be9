package io.github.dilm4j.run.config;

/**
 * The learners along whose training gradients are matched.
 *
 * @param count trajectories in a bank
 * @param positions matching positions of a trajectory: matching steps of an outer loop
 * @param stepsBetween learner steps between two positions
 * @param schedule of the learning rate over positions times stepsBetween steps, of which the last stepsBetween are not
 *     done; the reference's warms up over half of them and falls by a cosine
 * @param warmup share of these steps in which the learning rate rises
 */
public record TrajectoryConfig(
        Mode mode,
        int count,
        int positions,
        int stepsBetween,
        int batchSize,
        TrainingConfig.OptimizerName optimizer,
        double learningRate,
        double weightDecay,
        TrainingConfig.ScheduleName schedule,
        double warmup,
        double clip) {
    /** Where trajectories come from. */
    public enum Mode {
        /** Trained once, drawn from by every outer loop. */
        BANK,
        /** A new one for every outer loop, as in the paper. */
        FRESH
    }

    void check(Problems problems) {
        problems.positive("trajectories.count", count);
        problems.positive("trajectories.positions", positions);
        problems.positive("trajectories.stepsBetween", stepsBetween);
        problems.positive("trajectories.batchSize", batchSize);
        problems.positive("trajectories.learningRate", learningRate);
        problems.decays("trajectories", optimizer, weightDecay);
        problems.share("trajectories.warmup", warmup);
        problems.notNegative("trajectories.clip", clip);
    }
}
