package io.github.dilm4j.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dilm4j.run.EventLog;
import io.github.dilm4j.run.RunEvent;
import io.github.dilm4j.run.RunFolder;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StageTotalsTest {
    @TempDir
    private Path folder;

    @Test
    void stagesKnowTheirTotalAndReachIt() {
        Path run = TinyRun.run(
                folder,
                "evaluation.methods=[random, el2n, gradient-matching, generator-before-matching, dilm]",
                "distil.sets=2",
                "evaluation.fullData={steps: 2, learners: 2}");
        Map<String, Long> totals = new HashMap<>();
        Map<String, Long> reached = new HashMap<>();
        List<RunEvent> events = EventLog.read(new RunFolder(run).events());
        for (RunEvent event : events) {
            if (event instanceof RunEvent.StageStarted started) {
                totals.put(started.stage(), started.totalSteps());
            } else if (event instanceof RunEvent.Progress progress) {
                assertThat(progress.totalSteps()).as(progress.toString()).isPositive();
                reached.put(progress.stage(), progress.step());
            }
        }
        // Models: the learner's pretraining. Repsets: two for each of two labels. Selection: two sets of five methods
        // and one size, plus the texts of two
        // labels for each of the four written sets. Evaluation: two sets of five methods on one learner, plus two
        // learners on the full data.
        assertThat(totals)
                .containsEntry("models", 5L)
                .containsEntry("repsets", 4L)
                .containsEntry("selection", 18L)
                .containsEntry("evaluation", 12L);
        for (String stage : List.of("models", "repsets", "selection", "evaluation")) {
            assertThat(reached.get(stage)).as(stage).isEqualTo(totals.get(stage));
        }
    }
}
