package io.github.dilm4j.benchmarks;

import io.github.dilm4j.learner.Learner;
import io.github.dilm4j.learner.TokenBatch;
import java.util.Map;

/** The mean head gradient of a batch of real texts. */
final class RealGradient implements Piece {
    private final Learner learner;
    private final TokenBatch batch;

    RealGradient(Work work) {
        learner = work.learner("learner");
        batch = work.tokenised(
                work.real(Work.MATCHED_LABEL).subList(0, work.plan().realPerLabel()));
    }

    @Override
    public Map<String, Double> run() {
        return Map.of("headGradientNorm", learner.headGradients(batch).mean().norm());
    }

    @Override
    public void close() {
        learner.close();
    }
}
