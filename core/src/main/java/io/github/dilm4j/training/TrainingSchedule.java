package io.github.dilm4j.training;

import io.github.dilm4j.base.Decay;
import io.github.dilm4j.nn.Schedule;
import java.io.Serializable;

/**
 * The length of a training and its learning rate.
 *
 * @param warmup share of the steps, in [0, 1]
 * @param clip largest gradient norm; infinity for none
 */
public record TrainingSchedule(int steps, int batchSize, double learningRate, Decay decay, double warmup, double clip)
        implements Serializable {
    /**
     * Whether an action that is repeated at an interval, and after the last step, is due.
     *
     * @param every 0 for never
     * @param step the finished step, counted from 1
     */
    public boolean isDue(int every, long step) {
        return every > 0 && (step % every == 0 || step == steps);
    }

    /** This schedule with every learning rate times {@code factor}. */
    public TrainingSchedule scaled(double factor) {
        return new TrainingSchedule(steps, batchSize, learningRate * factor, decay, warmup, clip);
    }

    /**
     * The learning rate of a step.
     *
     * @param step counted from 0
     */
    public double rate(long step) {
        return Schedule.of(decay, learningRate, steps, warmup).rate(Math.toIntExact(step));
    }
}
