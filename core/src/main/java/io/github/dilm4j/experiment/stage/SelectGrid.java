package io.github.dilm4j.experiment.stage;

import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.learner.TokenBatch;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Scores sets on the select split by fresh learners, for a choice among the sets. The report split plays no part.
 *
 * @param file as in {@link EvaluationGrid}
 * @param learnersPerSet fresh learners for each set
 * @param streams of the learners
 * @param watch of the stage that chooses
 */
public record SelectGrid(Path file, int learnersPerSet, RandomStreams streams, StageWatch watch) {
    /** The results of each set's learners, in the order of {@code sets}. */
    public Map<EvaluationGrid.Cell, List<EvaluationGrid.Measured>> run(
            StageContext context, Models models, Map<EvaluationGrid.Cell, List<Example>> sets) {
        EvaluationLearner learner = EvaluationLearner.ofMatched(context, models.learnerFolder());
        TokenBatch select = learner.tokens(context.data().splits().select());
        return new EvaluationGrid(learner.name(), file, learnersPerSet, streams, watch)
                .run(
                        learner.tokens(sets),
                        EvaluationStage.measurement(context, learner, learner.training(), select),
                        new EvaluationGrid.Share(0, steps(sets)));
    }

    /** Trainings of learners. */
    public long steps(Map<EvaluationGrid.Cell, List<Example>> sets) {
        return (long) sets.size() * learnersPerSet;
    }
}
