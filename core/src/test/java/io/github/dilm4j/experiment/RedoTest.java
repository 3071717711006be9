package io.github.dilm4j.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.run.EventLog;
import io.github.dilm4j.run.EventSink;
import io.github.dilm4j.run.RunEvent;
import io.github.dilm4j.run.RunFolder;
import io.github.dilm4j.run.Stage;
import io.github.dilm4j.run.StopRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that continue with different settings for their last stages. */
class RedoTest {
    @TempDir
    private Path folder;

    private RunFolder run;

    @BeforeEach
    void aRunThatNeedsNoGenerator() {
        run = new RunFolder(TinyRun.run(folder, "evaluation.methods=[random]"));
    }

    @Test
    void moreMethodsAndLearnersGiveWhatARunOfTheirOwnGives(@TempDir Path other) throws IOException {
        String[] more = {"evaluation.methods=[random, k-centers, dilm]", "evaluation.learnersPerSet=2"};
        Path random = run.distilled("random", 2, 0);
        long written = Files.getLastModifiedTime(random).toMillis();
        assertThat(skipped()).containsExactly("language-model", "repsets", "matching");
        assertThat(folder.resolve("run/generator-before-matching")).doesNotExist();
        assertThatThrownBy(() -> TinyRun.run(folder, more))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("which voids the stages from 'selection' on; choose another folder with --out,"
                        + " redo these stages with --redo, or start over with --fresh");

        redo(more);

        RunFolder own = new RunFolder(TinyRun.run(other, more));
        assertThat(run.results()).hasSameBinaryContentAs(own.results());
        assertThat(run.repetition()).hasSameBinaryContentAs(own.repetition());
        for (String method : List.of("random", "k-centers", "dilm")) {
            assertThat(run.distilled(method, 2, 0)).hasSameBinaryContentAs(own.distilled(method, 2, 0));
        }
        assertThat(Files.getLastModifiedTime(random).toMillis()).isEqualTo(written);
        assertThat(Files.readAllLines(run.root().resolve("evaluation.jsonl")).get(0))
                .contains("random"); // the score of the first run, which is not measured again
        assertThat(run.root().resolve("set-aside-1/results.json")).exists();
    }

    @Test
    void whatOtherSettingsMadeIsSetAside() throws IOException {
        String before = Files.readString(run.root().resolve("evaluation.jsonl"));
        redo("evaluation.methods=[random]", "distil.dpc=[3]");
        assertThat(run.distilled("random", 2, 0)).doesNotExist();
        assertThat(run.distilled("random", 3, 0)).exists();
        Path aside = run.root().resolve("set-aside-1");
        assertThat(aside.resolve("distilled/random-dpc2-set0.jsonl")).exists();
        assertThat(aside.resolve("evaluation.jsonl")).hasContent(before);
        redo("evaluation.methods=[random]", "distil.dpc=[3]", "evaluation.training.steps=3");
        assertThat(run.root().resolve("set-aside-2/evaluation.jsonl")).exists();
        assertThat(run.root().resolve("set-aside-2/distilled")).doesNotExist();
    }

    @Test
    void setsThatAreSetAsideAreNotMissed() throws IOException {
        String[] other = {"evaluation.methods=[random]", "distil.dpc=[3]"};
        redo(other);
        Files.delete(run.marker(Stage.EVALUATION)); // as if the process was killed in this stage
        TinyRun.run(folder, other);
        assertThat(run.setAside(2)).doesNotExist();
    }

    @Test
    void settingsOfEarlierStagesAreRefused() {
        assertThatThrownBy(() -> redo("evaluation.methods=[random]", "languageModel.steps=7"))
                .isInstanceOf(InputException.class)
                .hasMessageEndingWith(
                        "which voids the stages from 'language-model' on; choose another folder with --out,"
                                + " or start over with --fresh");
        assertThat(run.results()).exists();
    }

    @Test
    void settingsThatCannotBeUsedLeaveTheRunAsItIs() throws IOException {
        String config = Files.readString(run.config());
        String results = Files.readString(run.results());
        for (String wrong : List.of("distil.dpc=[4000]", "evaluation.otherLearners=[{name: second, model: ./none}]")) {
            assertThatThrownBy(() -> redo("evaluation.methods=[random]", wrong)).isInstanceOf(InputException.class);
            assertThat(run.config()).hasContent(config);
            assertThat(run.results()).hasContent(results);
            assertThat(run.root().resolve("set-aside-1")).doesNotExist();
        }
        TinyRun.run(folder, "evaluation.methods=[random]"); // continues as if nothing had happened
    }

    @Test
    void oneMoreLearnerLeavesTheScoresOfTheOthers() throws IOException {
        String model = run.root().resolve("models/learner").toString();
        String first = "{name: first, model: '" + model + "'}";
        redo("evaluation.methods=[random]", "evaluation.otherLearners=[" + first + "]");
        Path scores = run.root().resolve("evaluation-first.jsonl");
        String before = Files.readString(scores);
        redo(
                "evaluation.methods=[random]",
                "evaluation.otherLearners=[" + first + ", {name: second, model: '" + model + "'}]");
        assertThat(scores).hasContent(before);
        assertThat(run.root().resolve("evaluation-second.jsonl")).exists();
        assertThat(run.root().resolve("set-aside-2/evaluation-first.jsonl")).doesNotExist();
        assertThat(aside().learners()).isEmpty();
        redo(
                "evaluation.methods=[random]",
                "evaluation.otherLearners=[" + first.replace("}", ", maxTokens: 9}") + ", {name: second, model: '"
                        + model + "'}]");
        assertThat(run.root().resolve("set-aside-3/evaluation-first.jsonl")).hasContent(before);
        assertThat(run.root().resolve("set-aside-3/evaluation-second.jsonl")).doesNotExist();
        assertThat(aside().learners()).containsExactly("first");
    }

    @Test
    void moreSetsGiveWhatARunOfTheirOwnGives(@TempDir Path other) throws IOException {
        String[] more = {"evaluation.methods=[random]", "distil.sets=2"};
        String score = Files.readString(run.root().resolve("evaluation.jsonl"));
        redo(more);
        assertThat(run.root().resolve("evaluation.jsonl")).content().startsWith(score);
        assertThat(run.results()).hasSameBinaryContentAs(new RunFolder(TinyRun.run(other, more)).results());
        assertThat(run.root().resolve("set-aside-1/distilled")).doesNotExist();
        redo("evaluation.methods=[random]");
        assertThat(run.root().resolve("set-aside-2/distilled/random-dpc2-set1.jsonl"))
                .exists();
    }

    @Test
    void theLogTellsWhatDoesNotHoldAnyMore() {
        redo("evaluation.methods=[random]", "evaluation.training.steps=3");
        assertThat(aside().learners()).containsExactly("learner");
        assertThat(aside().sets()).isFalse();
        redo("evaluation.methods=[random]", "evaluation.training.steps=3", "distil.dpc=[3]");
        assertThat(aside().sets()).isTrue();
    }

    /** Returns the last event of setting outputs aside. */
    private RunEvent.SetAside aside() {
        return EventLog.read(run.events()).stream()
                .filter(RunEvent.SetAside.class::isInstance)
                .map(RunEvent.SetAside.class::cast)
                .reduce((earlier, later) -> later)
                .orElseThrow();
    }

    private void redo(String... settings) {
        new Experiment(TinyRun.config(folder, settings), run.root(), EventSink.NONE, new StopRequest()).redo();
    }

    private List<String> skipped() {
        return EventLog.read(run.events()).stream()
                .filter(event -> event instanceof RunEvent.StageSkipped)
                .map(event -> ((RunEvent.StageSkipped) event).stage())
                .toList();
    }
}
