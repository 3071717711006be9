package io.github.dilm4j.training;

import io.github.dilm4j.tokenize.TokenSequence;
import java.nio.file.Path;
import java.util.List;

/** A model in training on sequences of tokens, one batch a step. */
public interface SequenceTraining extends AutoCloseable {
    /**
     * One step with dropout.
     *
     * @param step its number, counted from 0, which determines its random numbers
     * @param clip the largest gradient norm; infinity for no clipping
     * @return the mean loss before the step, nats
     */
    double step(List<TokenSequence> sequences, int step, double learningRate, double clip);

    /** Writes weights and optimizer to one file. */
    void saveState(Path file);

    /** @throws io.github.dilm4j.base.InputException if the file is damaged or of another model */
    void loadState(Path file);

    @Override
    void close();
}
