package io.github.dilm4j.experiment;

import io.github.dilm4j.experiment.stage.EvaluationGrid;
import io.github.dilm4j.run.Results;
import java.util.List;

/**
 * The score of learners that were trained on one set, on the select split.
 *
 * @param method by its label
 * @param set counts from 0
 * @param score mean of the learners, in [0, 1]
 * @param loss mean of the learners, nats
 */
public record SetScore(String method, int dpc, int set, double score, double loss) {
    static SetScore of(EvaluationGrid.Cell cell, List<Results.LearnerScore> learners) {
        return new SetScore(
                cell.method(),
                cell.dpc(),
                cell.set(),
                learners.stream()
                        .mapToDouble(Results.LearnerScore::score)
                        .average()
                        .orElseThrow(),
                learners.stream()
                        .mapToDouble(Results.LearnerScore::loss)
                        .average()
                        .orElseThrow());
    }
}
