package io.github.dilm4j.experiment.estimate;

import io.github.dilm4j.data.Example;
import io.github.dilm4j.evaluate.LearnerPool;
import io.github.dilm4j.experiment.stage.EvaluationLearner;
import io.github.dilm4j.learner.Learner;
import io.github.dilm4j.learner.TokenBatch;
import io.github.dilm4j.run.config.TrainingConfig;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Seconds of the parallel fresh learners of an evaluation.
 *
 * @param parallel number of learners that work at the same time
 * @param reset to begin
 * @param step by the number of texts of the batch
 * @param scoring of a text
 */
record LearnerTimes(int parallel, double reset, Probe.Line step, double scoring) {
    private static final int HELD_SAMPLE = 400; // texts
    private static final double WHOLE_STEP = 2; // seconds

    /** @param held examples that the learners are scored on, at least one */
    static LearnerTimes measure(LearnerPool open, EvaluationLearner learner, Samples samples, List<Example> held) {
        TrainingConfig training = learner.training();
        TokenBatch batch = learner.tokens(samples.part(0, training.batchSize()));
        TokenBatch test = learner.tokens(held.subList(0, Math.min(HELD_SAMPLE, held.size())));
        Probe probe = new Probe();
        double reset = probe.each(all(open, (number, one) -> one.reset(number)));
        double scoring = probe.seconds(
                test.size(),
                rows -> all(open, (number, one) -> one.logits(first(test, rows).sequences())));
        Probe.Line step = Probe.ofSteps(WHOLE_STEP)
                .line(
                        batch.size(),
                        rows -> all(
                                open,
                                (number, one) ->
                                        one.trainStep(first(batch, rows), training.learningRate(), 1, number)));
        return new LearnerTimes(open.size(), reset, step, scoring / test.size());
    }

    private interface Work {
        void run(int number, Learner learner);
    }

    /** Each learner does its repetitions in a row, as in a run. */
    private static Probe.Repetitions all(LearnerPool open, Work work) {
        return (from, to) -> open.forEach(open.size(), (task, learner) -> {
            for (int number = from; number < to; number++) {
                work.run(number, learner);
            }
        });
    }

    private static TokenBatch first(TokenBatch batch, int rows) {
        return batch.select(IntStream.range(0, rows).toArray());
    }

    /**
     * The rounds in which this number of learners are trained and scored.
     *
     * @param learners in all
     * @param examples of the set that each is trained on
     * @param held number of texts that each is scored on
     */
    Estimate.Pieces pieces(int learners, int examples, TrainingConfig training, int held) {
        double round = reset + training.steps() * step.at(Math.min(examples, training.batchSize())) + held * scoring;
        int rounds = -Math.floorDiv(-learners, parallel);
        return new Estimate.Pieces(rounds * round, rounds);
    }
}
