package io.github.dilm4j.run.config;

import io.github.dilm4j.base.Decay;
import io.github.dilm4j.base.OptimizerKind;

/**
 * The training of a model.
 *
 * @param steps optimizer steps
 * @param batchSize examples per step
 * @param optimizer the optimizer; {@code adam} requires {@code weightDecay: 0}
 * @param learningRate the maximum learning rate
 * @param weightDecay weight decay
 * @param schedule course of the learning rate after the warm-up
 * @param warmup share of the steps in which the learning rate rises
 * @param clip maximum gradient norm; 0 for no clipping
 */
public record TrainingConfig(
        int steps,
        int batchSize,
        OptimizerKind optimizer,
        double learningRate,
        double weightDecay,
        Decay schedule,
        double warmup,
        double clip) {
    /** The same training with another number of steps. */
    public TrainingConfig withSteps(int others) {
        return new TrainingConfig(others, batchSize, optimizer, learningRate, weightDecay, schedule, warmup, clip);
    }

    void check(String where, Problems problems) {
        problems.positive(where + ".steps", steps);
        problems.positive(where + ".batchSize", batchSize);
        problems.positive(where + ".learningRate", learningRate);
        problems.decays(where, optimizer, weightDecay);
        problems.share(where + ".warmup", warmup);
        problems.notNegative(where + ".clip", clip);
    }
}
