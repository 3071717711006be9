package io.github.dilm4j.run.config;

import io.github.dilm4j.base.Decay;
import io.github.dilm4j.base.OptimizerKind;

/**
 * The learners along whose training on real data gradients are matched.
 *
 * @param mode source of the trajectories
 * @param count trajectories in a bank
 * @param positions matching positions of a trajectory: matching steps of an outer loop
 * @param stepsBetween learner steps between two positions
 * @param batchSize real examples per learner step
 * @param examplesPerLabel real examples of each label that a trajectory's learner is trained on, drawn again for each
 *     one; 0 for all
 * @param optimizer the learner's optimizer; {@code adam} requires {@code weightDecay: 0}
 * @param learningRate the maximum learning rate
 * @param weightDecay weight decay
 * @param schedule course of the learning rate over {@code positions} x {@code stepsBetween} steps, of which the last
 *     {@code stepsBetween} are not done; the reference warms up over half of them and decays by a cosine
 * @param warmup share of these steps in which the learning rate rises
 * @param clip maximum gradient norm; 0 for no clipping
 */
public record TrajectoryConfig(
        Mode mode,
        int count,
        int positions,
        int stepsBetween,
        int batchSize,
        int examplesPerLabel,
        OptimizerKind optimizer,
        double learningRate,
        double weightDecay,
        Decay schedule,
        double warmup,
        double clip) {
    /** The source of the trajectories. */
    public enum Mode {
        /** A bank that is trained once, from which every outer loop draws. */
        BANK,
        /** A new trajectory for every outer loop, as in the paper. */
        FRESH
    }

    void check(Problems problems) {
        problems.positive("trajectories.count", count);
        problems.positive("trajectories.positions", positions);
        problems.positive("trajectories.stepsBetween", stepsBetween);
        problems.product("trajectories.positions", positions, "trajectories.stepsBetween", stepsBetween);
        problems.positive("trajectories.batchSize", batchSize);
        problems.notNegative("trajectories.examplesPerLabel", examplesPerLabel);
        problems.positive("trajectories.learningRate", learningRate);
        problems.decays("trajectories", optimizer, weightDecay);
        problems.share("trajectories.warmup", warmup);
        problems.notNegative("trajectories.clip", clip);
    }
}
