package io.github.dilm4j.training;

import io.github.dilm4j.tokenize.TokenSequence;
import java.util.List;

/**
 * The loop of a {@link SequenceTraining}, from its last checkpoint to the end of its schedule.
 *
 * @param name of the loop in errors
 */
public record Pretraining(String name, TrainingSchedule schedule, Checkpointing checkpoints, Listener listener) {
    /** Receives the loss of each step. */
    @FunctionalInterface
    public interface Listener {
        /** @param step that is done, counted from 1 */
        void step(int step, double loss);
    }

    /**
     * @param order of the sequences in training
     * @throws io.github.dilm4j.base.NotFiniteException if the loss or a gradient is NaN or infinite
     */
    public void run(SequenceTraining training, List<TokenSequence> sequences, EpochOrder order) {
        Checkpointing.State state =
                Checkpointing.State.of("model.safetensors", training::saveState, training::loadState);
        for (int step = (int) checkpoints.resume(state); step < schedule.steps(); ) {
            int now = step;
            double loss = FiniteCheck.step(
                    name,
                    now + 1L,
                    () -> FiniteCheck.rows(order.batch(now)) + " of its texts",
                    () -> training.step(order.batchOf(sequences, now), now, schedule.rate(now), schedule.clip()));
            step++;
            listener.step(step, loss);
            checkpoints.reached(step, state);
        }
    }
}
