package io.github.dilm4j.learner;

import io.github.dilm4j.matching.HeadGradients;
import io.github.dilm4j.matching.Match;
import io.github.dilm4j.tokenize.TokenSequence;
import java.nio.file.Path;
import java.util.List;

/**
 * The classifier whose gradients are matched, and which evaluation trains. Results do not depend on how sequences are
 * batched (up to rounding) and come in the order of the input. For one thread at a time.
 */
public interface Learner extends AutoCloseable {
    /**
     * Restores the loaded body, draws a fresh head and starts a new optimizer. Before the first reset, everything is as
     * loaded.
     */
    void reset(long seed);

    int labels();

    /** The number of parameters of body and head. */
    long parameterCount();

    /**
     * Without dropout.
     *
     * @return [n, labels]
     */
    float[][] logits(List<TokenSequence> sequences);

    /**
     * Cross-entropy of each example, without dropout.
     *
     * @return [n], nats
     */
    float[] losses(TokenBatch batch);

    /** The gradient of each example's loss by the head, by forward passes only, without dropout. */
    default HeadGradients headGradients(TokenBatch batch) {
        return headGradients(features(batch.sequences()), batch.labels());
    }

    /**
     * Like {@link #headGradients(TokenBatch)}, of examples whose features are known.
     *
     * @param features [n, features]
     * @param labels [n]
     */
    HeadGradients headGradients(float[][] features, int[] labels);

    /**
     * The inputs of the head, without dropout.
     *
     * @return [n, features]
     */
    float[][] features(List<TokenSequence> sequences);

    /**
     * Whether every reset gives the same features, so that they can be cached across resets.
     */
    boolean featuresAsReset();

    /**
     * One step on the mean cross-entropy of the batch.
     *
     * @param clip the largest gradient norm; infinity for no clipping
     * @param dropoutSeed decides what dropout drops in this step
     * @return the loss before the step, nats
     */
    double trainStep(TokenBatch batch, double learningRate, double clip, long dropoutSeed);

    /** Weights and optimizer; the caller closes it. */
    LearnerState snapshot();

    /** The weights only, a third of the size; after {@link #restore} the optimizer is new. The caller closes it. */
    LearnerState snapshotWeights();

    /** @throws IllegalArgumentException if the state is of a learner of another size or optimizer */
    void restore(LearnerState state);

    /** Writes weights and optimizer to one file. */
    void saveState(Path file);

    /** @throws io.github.dilm4j.base.InputException if the file is damaged or of another model */
    void loadState(Path file);

    /** The mean gradient of the batch by all parameters, without dropout; the caller closes it. */
    default FullGradient fullGradient(TokenBatch batch) {
        return fullGradient(batch, 0);
    }

    /**
     * Like {@link #fullGradient(TokenBatch)}, with a limit on the examples whose activations each worker holds at the
     * same time.
     *
     * @param microBatch 0 for no limit
     */
    FullGradient fullGradient(TokenBatch batch, int microBatch);

    /**
     * Gradient matching for one label on the gradients of all parameters; otherwise as {@link
     * io.github.dilm4j.matching.GradientMatching}. No gradient of a single example is ever stored: the derivatives of
     * all losses along ∂loss/∂g̃ come from one forward-mode pass.
     *
     * @param real of the real batch, at the present weights
     * @param nll [n], the generator's mean negative log-likelihood per token of each synthetic text, nats
     * @param temperature of the softmax over the texts
     */
    Match matchFully(FullGradient real, TokenBatch synthetic, float[] nll, double temperature);

    @Override
    void close();
}
