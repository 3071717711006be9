package io.github.dilm4j.distill;

import io.github.dilm4j.learner.FullGradient;
import io.github.dilm4j.learner.Learner;
import io.github.dilm4j.learner.TokenBatch;
import io.github.dilm4j.matching.Match;
import io.github.dilm4j.matching.MatchingObjective;
import io.github.dilm4j.matching.MeanGradient;

/** Matches the learner's gradients on synthetic texts of one label with those on real texts. */
@FunctionalInterface
public interface LabelMatching {
    /**
     * @param real the real batches; the trajectories know the gradients of repsets
     * @param step counted from 0
     * @param nll [n], the generator's mean negative log-likelihood per token of each synthetic text, nats
     */
    Match match(Trajectories trajectories, RealTokens real, int label, long step, TokenBatch synthetic, float[] nll);

    /** Matches gradients of the classification head alone, which need only forward passes of the learner. */
    static LabelMatching ofHead(RealGradients gradients, MatchingObjective objective) {
        return (trajectories, real, label, step, synthetic, nll) -> {
            Learner learner = trajectories.learner();
            MeanGradient gradient = real instanceof RepsetTokens repsets
                    ? trajectories.realGradient(label, repsets.index(label, step))
                    : gradients.head(learner, real.batch(label, step));
            return objective.match(gradient, learner.headGradients(synthetic), nll);
        };
    }

    /**
     * Matches gradients of all learner parameters.
     *
     * @param temperature of the weights {@code softmax(-nll / temperature)}
     */
    static LabelMatching ofAll(RealGradients gradients, double temperature) {
        return (trajectories, real, label, step, synthetic, nll) -> {
            Learner learner = trajectories.learner();
            try (FullGradient gradient = gradients.full(learner, real.batch(label, step))) {
                return learner.matchFully(gradient, synthetic, nll, temperature);
            }
        };
    }
}
