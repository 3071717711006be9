package io.github.dilm4j.training;

import io.github.dilm4j.nn.Optimizer;
import io.github.dilm4j.nn.Parameters;
import io.github.dilm4j.nn.TrainingState;
import java.nio.file.Path;

/** A training of parameters with an optimizer, which {@link #close} closes. */
public interface ParameterTraining extends SequenceTraining {
    Parameters parameters();

    Optimizer optimizer();

    @Override
    default void saveState(Path file) {
        TrainingState.save(file, parameters(), optimizer());
    }

    @Override
    default void loadState(Path file) {
        TrainingState.load(file, parameters(), optimizer());
    }

    @Override
    default void close() {
        optimizer().close();
    }
}
