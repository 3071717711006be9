package io.github.dilm4j.distill;

import io.github.dilm4j.nn.Schedule;

/**
 * The length of a training and its learning rate.
 *
 * @param warmup share of the steps, in [0, 1]
 * @param clip largest gradient norm; infinity for none
 */
public record TrainingSchedule(
        int steps, int batchSize, double learningRate, Schedule.Decay decay, double warmup, double clip) {
    /** The same with every learning rate times {@code factor}. */
    public TrainingSchedule scaled(double factor) {
        return new TrainingSchedule(steps, batchSize, learningRate * factor, decay, warmup, clip);
    }

    public double rate(long step) {
        return Schedule.of(decay, learningRate, steps, warmup).rate((int) step);
    }
}
