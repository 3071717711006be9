package io.github.dilm4j.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dilm4j.run.EventLog;
import io.github.dilm4j.run.EventSink;
import io.github.dilm4j.run.Results;
import io.github.dilm4j.run.RunEvent;
import io.github.dilm4j.run.RunFolder;
import io.github.dilm4j.run.Stage;
import io.github.dilm4j.run.StopRequest;
import io.github.dilm4j.statistics.Calibration;
import io.github.dilm4j.statistics.ConfusionMatrix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Evaluates learners on all training data, in whole runs. */
class FullDataTest {
    private static final String[] SETTINGS = {
        "evaluation.methods=[random]",
        "evaluation.training={steps: 2, learningRate: 0.05}",
        "evaluation.fullData={steps: 40, learners: 2}"
    };

    @TempDir
    private Path folder;

    private RunFolder run(String... more) {
        return new RunFolder(TinyRun.run(folder, with(more)));
    }

    private static String[] with(String... more) {
        String[] settings = java.util.Arrays.copyOf(SETTINGS, SETTINGS.length + more.length);
        System.arraycopy(more, 0, settings, SETTINGS.length, more.length);
        return settings;
    }

    @Test
    void itIsMeasuredBesideTheSetsAndEveryFigureIsRecorded() throws IOException {
        RunFolder run = run();
        Results results = Results.read(run.results());
        Results.FullData full = results.fullData(Results.LEARNER).orElseThrow();
        assertThat(full.examples()).isEqualTo(240 - 2 * 12);
        assertThat(full.steps()).isEqualTo(40);
        assertThat(full.learnerScores())
                .extracting(Results.LearnerScore::learner)
                .containsExactly(0, 1);
        assertThat(full.summary().mean()).isGreaterThan(0.95);
        assertThat(results.scores()).singleElement().satisfies(random -> {
            assertThat(results.shareOfFullData(random))
                    .hasValue(random.summary().mean() / full.summary().mean());
            assertThat(random.matrix().orElseThrow().accuracy())
                    .isEqualTo(random.summary().mean());
            assertThat(random.metric(ConfusionMatrix.MACRO_F1)).isPresent();
            assertThat(random.metric(ConfusionMatrix.MATTHEWS)).isPresent();
            assertThat(random.metric(Calibration.ERROR).orElseThrow().mean()).isBetween(0.0, 1.0);
        });
        assertThat(ConfusionMatrix.ofRows(full.confusion()).gold(0))
                .as("both learners predict the 40 examples of a label")
                .isEqualTo(80);
        List<RunEvent> events = EventLog.read(run.events());
        assertThat(events)
                .filteredOn(RunEvent.LearnerEvaluated.class::isInstance)
                .hasSize(1);
        assertThat(events)
                .filteredOn(event ->
                        event instanceof RunEvent.Progress p && p.stage().equals(Stage.EVALUATION.label()))
                .last()
                .matches(event ->
                        ((RunEvent.Progress) event).step() == 3 && ((RunEvent.Progress) event).totalSteps() == 3);
    }

    @Test
    void aRunThatIsStoppedGoesOnWithTheNextLearner() throws IOException {
        StopRequest stop = new StopRequest();
        EventSink stopping = TinyRun.stopAfter(Stage.EVALUATION, 2, stop);
        assertThatThrownBy(() -> TinyRun.run(folder, stop, stopping, SETTINGS))
                .isInstanceOf(StopRequest.StoppedException.class);
        Path scores = folder.resolve("run/evaluation-full-data-learner.jsonl");
        String first = Files.readString(scores);
        assertThat(first).hasLineCount(1);
        run();
        assertThat(scores).content().startsWith(first).hasLineCount(2);
    }

    @Test
    void otherSetsLeaveItAndOtherStepsDoNot() {
        RunFolder run = run();
        Path scores = run.fullDataScores(Results.LEARNER);
        redo("distil.dpc=[3]");
        assertThat(run.setAside(1).resolve("evaluation.jsonl")).exists();
        assertThat(run.setAside(1).resolve(scores.getFileName())).doesNotExist();
        redo("distil.dpc=[3]", "evaluation.fullData.steps=41");
        assertThat(run.setAside(2).resolve(scores.getFileName())).exists();
        assertThat(run.setAside(2).resolve("evaluation.jsonl")).doesNotExist();
        redo("distil.dpc=[3]", "evaluation.fullData.steps=41", "evaluation.training.learningRate=0.04");
        assertThat(run.setAside(3).resolve(scores.getFileName())).exists();
    }

    private void redo(String... more) {
        new Experiment(TinyRun.config(folder, with(more)), folder.resolve("run"), EventSink.NONE, new StopRequest())
                .redo();
    }

    @Test
    void scoresOfVersionsThatCountedNothingAreReadAndNotMeasuredAgain() throws IOException {
        RunFolder run = run();
        Path scores = run.scores(Results.LEARNER);
        String old = "{\"method\":\"random\",\"dpc\":2,\"set\":0,\"learner\":0,\"score\":0.25,\"loss\":0.5}\n";
        Files.writeString(scores, old);
        Files.delete(run.results());
        Files.delete(run.marker(Stage.EVALUATION));
        Files.deleteIfExists(run.seal(Stage.EVALUATION));
        Results results = Results.read(run().results());
        assertThat(scores).hasContent(old);
        assertThat(results.scores()).singleElement().satisfies(random -> {
            assertThat(random.summary().mean()).isEqualTo(0.25);
            assertThat(random.matrix()).isEmpty();
            assertThat(random.metric(ConfusionMatrix.MACRO_F1)).isEmpty();
        });
    }
}
