package io.github.dilm4j.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.run.EventLog;
import io.github.dilm4j.run.EventSink;
import io.github.dilm4j.run.RunEvent;
import io.github.dilm4j.run.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that go on with other settings of their last stages. */
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
                        + " do these stages anew with --redo, or start over with --fresh");

        redo(more);

        RunFolder own = new RunFolder(TinyRun.run(other, more));
        assertThat(run.results()).hasSameBinaryContentAs(own.results());
        assertThat(run.repetition()).hasSameBinaryContentAs(own.repetition());
        for (String method : List.of("random", "k-centers", "dilm")) {
            assertThat(run.distilled(method, 2, 0)).hasSameBinaryContentAs(own.distilled(method, 2, 0));
        }
        assertThat(Files.getLastModifiedTime(random).toMillis()).isEqualTo(written);
        assertThat(Files.readAllLines(run.root().resolve("evaluation.jsonl")).get(0))
                .contains("random"); // the score of the first run, which was not measured again
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
    void settingsOfEarlierStagesAreRefused() {
        assertThatThrownBy(() -> redo("evaluation.methods=[random]", "languageModel.steps=7"))
                .isInstanceOf(InputException.class)
                .hasMessageEndingWith(
                        "which voids the stages from 'language-model' on; choose another folder with --out,"
                                + " or start over with --fresh");
        assertThat(run.results()).exists();
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
