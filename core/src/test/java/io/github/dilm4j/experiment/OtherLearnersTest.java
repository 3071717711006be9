package io.github.dilm4j.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.run.EventLog;
import io.github.dilm4j.run.EventSink;
import io.github.dilm4j.run.Manifest;
import io.github.dilm4j.run.Results;
import io.github.dilm4j.run.RunEvent;
import io.github.dilm4j.run.RunFolder;
import io.github.dilm4j.run.StopRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Evaluates distilled sets on learners other than the matched one, in whole runs. */
class OtherLearnersTest {
    private static final String[] GRID = {
        "evaluation.methods=[random, dilm]", "evaluation.learnersPerSet=2", "distil.sets=2"
    };

    @TempDir
    private Path folder;

    private Path plain; // a run with the matched learner alone
    private String other; // the config's line for the other learner

    @BeforeEach
    void runPlain() {
        plain = TinyRun.run(folder.resolve("plain"), GRID);
        String model = plain.resolve("models").resolve("learner").toString();
        other = "evaluation.otherLearners=[{name: second, model: '" + model
                + "', maxTokens: 12, training: {learningRate: 0.01}}]";
    }

    private Path run(StopRequest stop, EventSink listener) {
        return TinyRun.run(folder.resolve("others"), stop, listener, GRID[0], GRID[1], GRID[2], other);
    }

    @Test
    void everySetIsEvaluatedOnEveryLearnerAndNothingTwice() throws IOException {
        StopRequest stop = new StopRequest();
        EventSink stopping = event -> {
            if (event instanceof RunEvent.OtherLearnerEvaluated) {
                stop.request();
            }
        };
        assertThatThrownBy(() -> run(stop, stopping)).isInstanceOf(StopRequest.StoppedException.class);
        Path half = folder.resolve("others").resolve("run");
        String first = Files.readString(half.resolve("evaluation-second.jsonl"));
        assertThat(first).hasLineCount(1);

        Path run = run(new StopRequest(), EventSink.NONE);
        assertThat(run.resolve("evaluation-second.jsonl"))
                .content()
                .startsWith(first)
                .hasLineCount(8);
        assertThat(EventLog.read(new RunFolder(run).events()).stream()
                        .filter(RunEvent.OtherLearnerEvaluated.class::isInstance))
                .hasSize(8);
        assertThat(run.resolve("evaluation.jsonl")).hasSameBinaryContentAs(plain.resolve("evaluation.jsonl"));

        Results results = Results.read(new RunFolder(run).results());
        assertThat(results.learners()).containsExactly("learner", "second");
        assertThat(results.scores())
                .hasSize(4)
                .allMatch(scores -> scores.learnerScores().size() == 4);
        assertThat(results.reportSplit()).isEqualTo(new Results.ReportSplit("test.tsv", 80, 0.5));
        assertThat(EventLog.read(new RunFolder(run).events()))
                .filteredOn(RunEvent.Warning.class::isInstance)
                .extracting(event -> ((RunEvent.Warning) event).message())
                .contains(
                        "learner learned nothing from any set at dpc 2, as far as 80 examples can tell: always naming the"
                                + " same label scores 50.0 %; raise evaluation.training.steps or"
                                + " evaluation.training.learningRate");
        assertThat(results.scores().get(2).learnerScores())
                .isNotEqualTo(results.scores().get(0).learnerScores());
        assertThat(new RunFolder(run).report()).content().contains("The same sets with <bdi>second</bdi>");
        assertThat(Manifest.read(new RunFolder(run).manifest()).models())
                .filteredOn(model -> model.name().equals("evaluation learner second"))
                .singleElement()
                .satisfies(model -> assertThat(model.sha256()).containsKeys("model.safetensors", "tokenizer.json"));
    }

    @Test
    void whatDoesNotFitIsToldBeforeTheFirstStage() {
        String[] wrong = {
            "evaluation.otherLearners=[{name: second, model: ./none}]", other.replace("maxTokens: 12", "maxTokens: 17")
        };
        assertThatThrownBy(() -> TinyRun.run(folder.resolve("a"), wrong[0]))
                .isInstanceOf(InputException.class)
                .hasMessageEndingWith("there is no such folder; give a folder with config.json and model.safetensors");
        assertThatThrownBy(() -> TinyRun.run(folder.resolve("b"), wrong[1]))
                .isInstanceOf(InputException.class)
                .hasMessageEndingWith(
                        "reads at most 16 tokens, maxTokens of 'second' in evaluation.otherLearners is 17; lower it");
        assertThat(folder.resolve("b").resolve("run").resolve("models")).doesNotExist();
        Path corrected = TinyRun.run(folder.resolve("b"));
        assertThat(corrected.resolve("config.yaml")).content().doesNotContain("second");
    }

    @Test
    void languageModelsReadTheSetsInTheirContext() {
        String model = plain.resolve("generator").toString();
        String[] settings = {
            GRID[0], GRID[1], GRID[2], "evaluation.inContext={models: ['" + model + "'], shuffles: 3, maxTokens: 16}"
        };
        Path run = TinyRun.run(folder.resolve("context"), settings);
        Results results = Results.read(new RunFolder(run).results());
        assertThat(results.learners()).containsExactly("learner", "generator, in context");
        assertThat(results.scores().get(2).learnerScores()).hasSize(2 * 3);
        assertThat(run.resolve("evaluation-in-context-0.jsonl")).content().hasLineCount(2 * 2 * 3);
        assertThat(run.resolve("evaluation.jsonl")).hasSameBinaryContentAs(plain.resolve("evaluation.jsonl"));
        assertThat(new RunFolder(run).report())
                .content()
                .contains("The same sets with <bdi>generator, in context</bdi>", "tokens drop ");
        assertThat(Manifest.read(new RunFolder(run).manifest()).models())
                .extracting(Manifest.Model::name)
                .contains("evaluation in context");
    }
}
