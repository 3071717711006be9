package io.github.dilm4j.distill;

import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.learner.Learner;
import io.github.dilm4j.learner.TokenBatch;

/**
 * Trains learners on the real data, each trajectory with its own head, batches and dropout: the moving target that
 * gradients are matched along. DiLM (arXiv:2404.00264), section 3.1.
 */
public final class RealDataTraining {
    /**
     * @param positions how many matching positions a trajectory has; position 0 is the untrained head
     * @param stepsBetween learner steps between two positions
     * @param learningRate constant
     */
    public record Settings(int positions, int stepsBetween, int batchSize, double learningRate, double clip) {}

    private final TokenBatch fit;
    private final Settings settings;
    private final RandomStreams streams;

    public RealDataTraining(TokenBatch fit, Settings settings, RandomStreams streams) {
        this.fit = fit;
        this.settings = settings;
        this.streams = streams;
    }

    public Settings settings() {
        return settings;
    }

    /** Puts the learner at position 0 of a trajectory. */
    public void start(Learner learner, long trajectory) {
        learner.reset(of(trajectory).seed("learner"));
    }

    /** Trains from position {@code position - 1} to {@code position}; returns the mean loss. */
    public double advance(Learner learner, long trajectory, int position) {
        RandomStreams own = of(trajectory);
        EpochOrder order = new EpochOrder(fit.size(), settings.batchSize(), own, "order");
        long first = (position - 1L) * settings.stepsBetween();
        double loss = 0;
        for (long step = first; step < first + settings.stepsBetween(); step++) {
            loss += learner.trainStep(
                    fit.select(order.batch(step)), settings.learningRate(), settings.clip(), own.seed("dropout", step));
        }
        return loss / settings.stepsBetween();
    }

    private RandomStreams of(long trajectory) {
        return streams.child("trajectory", trajectory);
    }
}
