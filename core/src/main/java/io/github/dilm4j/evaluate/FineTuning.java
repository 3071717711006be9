package io.github.dilm4j.evaluate;

import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.data.Metric;
import io.github.dilm4j.distill.EpochOrder;
import io.github.dilm4j.distill.Health;
import io.github.dilm4j.distill.TrainingSchedule;
import io.github.dilm4j.learner.Learner;
import io.github.dilm4j.learner.TokenBatch;

/**
 * Measures a training set: a fresh learner is trained on it and scored on other data. DiLM (arXiv:2404.00264), section
 * 4.1.
 */
public final class FineTuning {
    /**
     * @param score the metric on the test data, in [0, 1]
     * @param loss mean cross-entropy there, nats
     */
    public record Outcome(double score, double loss) {}

    private final Learner learner;
    private final TrainingSchedule schedule;
    private final Metric metric;

    public FineTuning(Learner learner, TrainingSchedule schedule, Metric metric) {
        this.learner = learner;
        this.schedule = schedule;
        this.metric = metric;
    }

    /**
     * Trains on {@code train}, scores on {@code test}.
     *
     * @param streams of this learner: its head, its batches, its dropout
     */
    public Outcome run(TokenBatch train, TokenBatch test, RandomStreams streams) {
        learner.reset(streams.seed("learner"));
        EpochOrder order = new EpochOrder(train.size(), schedule.batchSize(), streams, "order");
        for (int step = 0; step < schedule.steps(); step++) {
            int now = step;
            Health.step(
                    "the evaluation's learner",
                    now + 1L,
                    () -> Health.rows(order.batch(now)) + " of its training set",
                    () -> learner.trainStep(
                            train.select(order.batch(now)),
                            schedule.rate(now),
                            schedule.clip(),
                            streams.seed("dropout", now)));
        }
        return LabelLogits.score(metric, learner.logits(test.sequences()), test.labels());
    }
}
