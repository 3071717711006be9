package io.github.dilm4j.experiment.stage;

import io.github.dilm4j.run.StopRequest;
import io.github.dilm4j.training.Checkpointing;

/** The checkpoints of a loop that a request stops: its progress is saved first. */
record StoppableCheckpoints(StageCheckpoints checkpoints, StopRequest stop) implements Checkpointing {
    @Override
    public long resume(State state) {
        return checkpoints.resume(state);
    }

    /** @throws StopRequest.StoppedException if a stop is requested; a checkpoint is written before */
    @Override
    public void reached(long stepsDone, State state) {
        if (stop.requested()) {
            checkpoints.save(stepsDone, state);
            stop.check();
        }
        checkpoints.reached(stepsDone, state);
    }

    /** Deletes the checkpoints of a loop whose result is saved. */
    void forget() {
        checkpoints.forget();
    }
}
