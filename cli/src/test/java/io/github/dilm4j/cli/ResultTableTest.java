package io.github.dilm4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dilm4j.data.Metric;
import io.github.dilm4j.data.Task;
import io.github.dilm4j.run.Results;
import io.github.dilm4j.run.Results.LearnerScore;
import io.github.dilm4j.run.Results.Scores;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResultTableTest {
    @Test
    void everyLearnerHasATable() {
        Task task = new Task("t", List.of("text"), "label", List.of("a", "b"), Metric.ACCURACY);
        List<Scores> scores = List.of(
                new Scores(
                        Results.LEARNER,
                        "random",
                        5,
                        List.of(new LearnerScore(0, 0, 0.5, 1), new LearnerScore(0, 1, 0.7, 1))),
                new Scores(Results.LEARNER, "random", 10, List.of(new LearnerScore(0, 0, 0.75, 1))),
                new Scores(Results.LEARNER, "dilm", 10, List.of(new LearnerScore(0, 0, 0.8, 1))),
                new Scores("bert-large", "random", 5, List.of(new LearnerScore(0, 0, 0.625, 1))));
        assertThat(ResultTable.of(new Results(task, new Results.ReportSplit("dev.tsv", 2, 0), scores, List.of())))
                .containsExactly(
                        "accuracy, %            dpc 5    dpc 10",
                        "random       60.0 ± 14.1 (2)  75.0 (1)",
                        "dilm                          80.0 (1)",
                        "",
                        "bert-large: accuracy, %     dpc 5",
                        "random                   62.5 (1)");
    }

    @Test
    void fullDataIsARowAndEveryCellHasItsShare() {
        Task task = new Task("t", List.of("text"), "label", List.of("a", "b"), Metric.ACCURACY);
        List<Scores> scores = List.of(
                new Scores(
                        Results.LEARNER,
                        "random",
                        5,
                        List.of(new LearnerScore(0, 0, 0.5, 1), new LearnerScore(0, 1, 0.7, 1))),
                new Scores(Results.LEARNER, "random", 10, List.of(new LearnerScore(0, 0, 0.8, 1))),
                new Scores("bert-large", "random", 5, List.of(new LearnerScore(0, 0, 0.625, 1))));
        List<Results.FullData> full = List.of(
                new Results.FullData(Results.LEARNER, 9600, 300, List.of(new LearnerScore(0, 0, 0.8, 1)), List.of()));
        assertThat(ResultTable.of(new Results(task, new Results.ReportSplit("dev.tsv", 2, 0), full, scores, List.of())))
                .containsExactly(
                        "accuracy, %                   dpc 5           dpc 10",
                        "random       60.0 ± 14.1 (2)   75 %  80.0 (1)  100 %",
                        "full data           80.0 (1)  100 %  80.0 (1)  100 %",
                        "full data: 9600 training examples, 300 steps; the last figure is a set's share of this score",
                        "",
                        "bert-large: accuracy, %     dpc 5",
                        "random                   62.5 (1)");
    }
}
