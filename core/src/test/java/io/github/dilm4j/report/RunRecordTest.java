package io.github.dilm4j.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dilm4j.data.Task;
import io.github.dilm4j.run.EventLog;
import io.github.dilm4j.run.Results;
import io.github.dilm4j.run.RunEvent;
import io.github.dilm4j.run.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the record of a run that continues with different settings. */
class RunRecordTest {
    private static final Task TASK = MadeUpRun.TASK;

    @TempDir
    private Path root;

    private RunFolder folder;

    @BeforeEach
    void aRunOfTwoLearners() {
        folder = new RunFolder(root);
        log(
                new RunEvent.TextsWritten(1, "matching", "", 0, "positive", 9, 9, 0, 0, 0, 0),
                new RunEvent.TextsWritten(1, "selection", "dilm", 0, "positive", 5, 4, 1, 0, 0, 0),
                new RunEvent.LearnerEvaluated(1, "dilm", 5, 0, 0, 0.5, 1),
                new RunEvent.OtherLearnerEvaluated(1, "second", "dilm", 5, 0, 0, 0.25, 1));
    }

    @Test
    void workOfExecutorsIsAddedUp() {
        log(
                new RunEvent.PiecesDone(1, "evaluation", "2 on b", 4, 30, 1_000_000),
                new RunEvent.PiecesDone(1, "selection", "1 on a", 1, 5, 3_000_000),
                new RunEvent.PiecesDone(2, "evaluation", "1 on a", 1, 7, 2_000_000));
        assertThat(ExecutorSection.of(RunRecord.read(folder)).rows())
                .containsExactly(
                        new ExecutorSection.Row("1 on a", "2", "12 s", "6.0 s", "3.0 MB"),
                        new ExecutorSection.Row("2 on b", "4", "30 s", "7.5 s", "1.0 MB"));
    }

    private void log(RunEvent... events) {
        try (EventLog log = EventLog.open(folder.events())) {
            List.of(events).forEach(log::accept);
        }
    }

    @Test
    void scoresThatWereSetAsideAreNotMixedWithNewOnes() {
        log(
                new RunEvent.SetAside(2, false, List.of(Results.LEARNER)),
                new RunEvent.LearnerEvaluated(3, "dilm", 5, 0, 1, 0.75, 1));
        RunRecord run = RunRecord.read(folder);
        assertThat(run.scores(Results.LEARNER))
                .singleElement()
                .satisfies(scores ->
                        assertThat(scores.learnerScores()).containsExactly(new Results.LearnerScore(0, 1, 0.75, 1)));
        assertThat(run.scores("second")).hasSize(1);
        assertThat(run.textsWritten()).hasSize(2);
    }

    @Test
    void textsOfSetsThatWereSetAsideAreNotCounted() {
        log(new RunEvent.SetAside(2, true, List.of(Results.LEARNER, "second")));
        RunRecord run = RunRecord.read(folder);
        assertThat(run.scores()).isEmpty();
        assertThat(run.textsWritten())
                .singleElement()
                .satisfies(texts -> assertThat(texts.stage()).isEqualTo("matching"));
    }

    @Test
    void methodsThatAreComparedNoMoreAreLeftOut() throws IOException {
        Files.createDirectories(folder.distilled());
        String row = MadeUpRun.row(java.util.Map.of("sentence", "fine", "label", "positive"));
        for (String method : List.of("dilm", "random")) {
            Files.writeString(folder.distilled(method, 5, 0), row);
        }
        assertThat(RunRecord.read(folder).sets()).hasSize(2);
        new Results(
                        TASK,
                        new Results.ReportSplit("dev.tsv", 1, 0),
                        List.of(new Results.Scores(
                                Results.LEARNER, "random", 5, List.of(new Results.LearnerScore(0, 0, 0.5, 1)))),
                        List.of())
                .write(folder.results());
        RunRecord run = RunRecord.read(folder);
        assertThat(run.sets()).extracting(DistilledSet::method).containsExactly("random");
        assertThat(run.textsWritten()).extracting(RunEvent.TextsWritten::stage).containsExactly("matching");
    }
}
