package io.github.dilm4j.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.data.ExampleFiles;
import io.github.dilm4j.data.Metric;
import io.github.dilm4j.data.Task;
import io.github.dilm4j.distill.CandidatePool;
import io.github.dilm4j.run.EventLog;
import io.github.dilm4j.run.RunEvent;
import io.github.dilm4j.run.RunFolder;
import io.github.dilm4j.run.Stage;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs whole experiments in which DiLM's sets are chosen among the texts of two generators. */
class WritersTest {
    private static final int SETS = 3;
    private static final Task TASK =
            new Task("tiny", List.of("sentence"), "label", List.of("negative", "positive"), Metric.ACCURACY);
    private static final String[] BOTH = {
        "distil.writers=both",
        "distil.candidates=24",
        "distil.selector=random",
        "distil.sets=" + SETS,
        "matching.training.learningRate=0.03" // so that the generators differ
    };

    @TempDir
    private Path folder;

    @Test
    void setsHoldTextsOfBothGenerators() {
        RunFolder run = new RunFolder(TinyRun.run(folder, BOTH));
        Set<Example> after = candidates(run, "dilm");
        Set<Example> before = candidates(run, "generator-before-matching");
        Set<Example> chosen = new HashSet<>();
        for (int set = 0; set < SETS; set++) {
            chosen.addAll(ExampleFiles.read(run.distilled("dilm", 2, set), TASK));
        }
        assertThat(chosen)
                .allMatch(text -> after.contains(text) || before.contains(text))
                .anyMatch(text -> !before.contains(text))
                .anyMatch(text -> !after.contains(text));
        assertThat(EventLog.read(run.events()))
                .filteredOn(event -> event instanceof RunEvent.Progress p
                        && p.stage().equals(Stage.SELECTION.label())
                        && p.step() == p.totalSteps())
                .as("the steps are those that were announced")
                .isNotEmpty();
    }

    @Test
    void setsAreTheSameWhereTheGeneratorBeforeMatchingIsComparedToo(@TempDir Path other) {
        RunFolder run = new RunFolder(TinyRun.run(folder, BOTH));
        RunFolder compared =
                new RunFolder(TinyRun.run(other, with("evaluation.methods=[generator-before-matching, dilm]")));
        for (int set = 0; set < SETS; set++) {
            assertThat(compared.distilled("dilm", 2, set)).hasSameBinaryContentAs(run.distilled("dilm", 2, set));
        }
    }

    @Test
    void bothNeedSharedCandidates() {
        assertThatThrownBy(() -> TinyRun.run(folder, "distil.writers=both"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("distil.writers can be both only with distil.candidates");
    }

    private static String[] with(String override) {
        String[] all = Arrays.copyOf(BOTH, BOTH.length + 1);
        all[BOTH.length] = override;
        return all;
    }

    private static Set<Example> candidates(RunFolder run, String method) {
        Set<Example> texts = new HashSet<>();
        CandidatePool.read(run.candidates(method), "").texts().forEach(texts::addAll);
        return texts;
    }
}
