package io.github.dilm4j.evaluate;

import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.data.Metric;
import io.github.dilm4j.learner.Learner;
import io.github.dilm4j.learner.TokenBatch;
import io.github.dilm4j.statistics.Calibration;
import io.github.dilm4j.statistics.ConfusionMatrix;
import io.github.dilm4j.training.EpochOrder;
import io.github.dilm4j.training.FiniteCheck;
import io.github.dilm4j.training.TrainingSchedule;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Measures a training set: a fresh learner is trained on it and scored on other data. DiLM (arXiv:2404.00264), section
 * 4.1.
 */
public record FineTuning(TrainingSchedule schedule, Metric metric) implements Serializable {
    /**
     * @param score the metric on the test data, in [0, 1]
     * @param loss mean cross-entropy there, nats
     * @param calibrationError of {@link Calibration}, there
     */
    public record Outcome(double score, double loss, ConfusionMatrix confusion, double calibrationError)
            implements Serializable {
        /** The metrics other than the task's own, by their names in files. */
        public Map<String, Double> metrics() {
            return new TreeMap<>(Map.of(
                    ConfusionMatrix.MACRO_F1, confusion.macroF1(),
                    ConfusionMatrix.MATTHEWS, confusion.matthewsCorrelation(),
                    Calibration.ERROR, calibrationError));
        }
    }

    /** A training set, and the streams from which its learner's head, batches and dropout are drawn. */
    public record Job(TokenBatch train, RandomStreams streams) implements Serializable {}

    /**
     * Runs jobs in parallel.
     *
     * @param jobs at most as many as there are learners
     * @return in their order
     */
    List<Outcome> run(LearnerPool learners, List<Job> jobs, TokenBatch test) {
        Outcome[] outcomes = new Outcome[jobs.size()];
        learners.forEach(
                outcomes.length,
                (i, learner) -> outcomes[i] =
                        run(learner, jobs.get(i).train(), test, jobs.get(i).streams()));
        return List.of(outcomes);
    }

    /**
     * Resets a learner, trains it on {@code train}, scores it on {@code test}.
     *
     * @param streams of this learner: its head, its batches, its dropout
     */
    public Outcome run(Learner learner, TokenBatch train, TokenBatch test, RandomStreams streams) {
        learner.reset(streams.seed("learner"));
        EpochOrder order = new EpochOrder(train.size(), schedule.batchSize(), streams, "order");
        for (int step = 0; step < schedule.steps(); step++) {
            int now = step;
            FiniteCheck.step(
                    "the evaluation's learner",
                    now + 1L,
                    () -> FiniteCheck.rows(order.batch(now)) + " of its training set",
                    () -> learner.trainStep(
                            train.select(order.batch(now)),
                            schedule.rate(now),
                            schedule.clip(),
                            streams.seed("dropout", now)));
        }
        return LabelLogits.score(
                metric, learner.logits(test.sequences()), test.labels(), "lower the learning rate of its training");
    }
}
