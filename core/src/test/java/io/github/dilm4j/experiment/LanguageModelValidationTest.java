package io.github.dilm4j.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.Sha256;
import io.github.dilm4j.run.EventLog;
import io.github.dilm4j.run.EventSink;
import io.github.dilm4j.run.RunEvent;
import io.github.dilm4j.run.RunFolder;
import io.github.dilm4j.run.Stage;
import io.github.dilm4j.run.StopRequest;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trains a language model at a learning rate that is too high, so that the best model is not the last. */
class LanguageModelValidationTest {
    private static final int STEPS = 12;
    private static final String HARMFUL =
            "languageModel={steps: " + STEPS + ", batchSize: 16, learningRate: 0.5, schedule: constant, warmup: 0}";
    private static final String[] LAST = {
        "evaluation.methods=[likelihood]", HARMFUL, "languageModelValidation={every: 1, keep: last}"
    };
    private static final String[] BEST = {LAST[0], HARMFUL, "languageModelValidation={every: 1, keep: best}"};
    private static final String[] UNSEEN = {LAST[0], HARMFUL};

    @TempDir
    private Path folder;

    @Test
    void theBestIsKeptAlsoByARunThatWasStopped() {
        Path unseen = TinyRun.run(folder.resolve("unseen"), UNSEEN);
        Path last = TinyRun.run(folder.resolve("last"), LAST);
        Path best = TinyRun.run(folder.resolve("best"), BEST);
        List<Double> losses = TinyRun.metrics(best, Stage.LANGUAGE_MODEL, RunEvent.Progress.SELECT_NLL);
        assertThat(losses).hasSize(STEPS);
        assertThat(weights(last)).isEqualTo(weights(unseen)); // validation changes nothing
        assertThat(weights(best)).isNotEqualTo(weights(last));
        RunEvent.LanguageModelKept kept = kept(best);
        assertThat(kept.nll()).isEqualTo(Collections.min(losses));
        assertThat(kept.step()).isEqualTo(losses.indexOf(kept.nll()) + 1).isLessThan(STEPS);

        StopRequest stop = new StopRequest();
        EventSink stopLate = TinyRun.stopAfter(Stage.LANGUAGE_MODEL, STEPS - 1, stop);
        Path stopped = folder.resolve("stopped");
        try {
            TinyRun.run(stopped, stop, stopLate, BEST);
        } catch (StopRequest.StoppedException asked) {
            assertThat(stopped.resolve("run/generator-before-matching")).doesNotExist();
        }
        Path resumed = TinyRun.run(stopped, BEST);
        assertThat(kept(resumed).step()).isEqualTo(kept.step());
        assertThat(weights(resumed)).isEqualTo(weights(best));
    }

    @Test
    void aRunStopsAfterALanguageModelThatIgnoresItsLabels() {
        String[] barelyTrained = {"languageModel.steps=1", "languageModel.learningRate=1e-9"};
        assertThatThrownBy(() -> TinyRun.run(
                        folder,
                        barelyTrained[0],
                        barelyTrained[1],
                        "data.selectPerLabel=60",
                        "health.ignoredLabels=stop"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("the generator ignores its labels");
        assertThat(folder.resolve("run/generator-before-matching")).doesNotExist();
    }

    private static String weights(Path run) {
        return Sha256.of(run.resolve("generator-before-matching/model.safetensors"));
    }

    private static RunEvent.LanguageModelKept kept(Path run) {
        return EventLog.read(new RunFolder(run).events()).stream()
                .filter(RunEvent.LanguageModelKept.class::isInstance)
                .map(RunEvent.LanguageModelKept.class::cast)
                .findFirst()
                .orElseThrow();
    }
}
