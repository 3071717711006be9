package io.github.dilm4j.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.dilm4j.base.Json;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.data.ExampleFiles;
import io.github.dilm4j.data.Task;
import io.github.dilm4j.distill.CandidatePool;
import io.github.dilm4j.experiment.stage.Data;
import io.github.dilm4j.experiment.stage.ServedPlan;
import io.github.dilm4j.hub.HubCommits;
import io.github.dilm4j.hub.Progress;
import io.github.dilm4j.run.EventLog;
import io.github.dilm4j.run.EventSink;
import io.github.dilm4j.run.Manifest;
import io.github.dilm4j.run.Results;
import io.github.dilm4j.run.RunEvent;
import io.github.dilm4j.run.RunFolder;
import io.github.dilm4j.run.Stage;
import io.github.dilm4j.run.StopRequest;
import io.github.dilm4j.run.config.ExperimentConfig;
import io.github.dilm4j.served.Question;
import io.github.dilm4j.served.StubServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServedModelsTest {
    @TempDir
    private Path folder;

    private static RunEvent.ModelAsked withoutTime(RunEvent.ModelAsked event) {
        return new RunEvent.ModelAsked(
                0,
                event.stage(),
                event.model(),
                event.requests(),
                event.cached(),
                event.promptTokens(),
                event.completionTokens(),
                event.cost());
    }

    @Test
    void aRunAsksAServedModelOnceAndForAll() throws Exception {
        try (StubServer server = new StubServer(body -> StubServer.chat(
                StubServer.prompt(body).matches("(?s).*(dull|bad|slow|poor|flat) and \\w+ \\w+\nlabel:")
                        ? "negative"
                        : "positive"))) {
            String[] settings = {
                "evaluation.methods=[random]",
                "evaluation.inContext.shuffles=1",
                "evaluation.inContext.served=[{url: '" + server.url() + "', model: tiny, promptPrice: 1e6}]"
            };
            Path run = TinyRun.run(folder, settings);
            RunFolder files = new RunFolder(run);
            Results.Scores scores = Results.read(files.results()).scores().get(1);
            assertThat(scores.learner()).isEqualTo("tiny (served), in context");
            assertThat(scores.summary().mean()).isEqualTo(1);
            int asked = server.received().size();
            assertThat(asked).isEqualTo(80);
            List<RunEvent> events = EventLog.read(files.events());
            assertThat(events)
                    .filteredOn(RunEvent.ModelAsked.class::isInstance)
                    .extracting(event -> withoutTime((RunEvent.ModelAsked) event))
                    .containsExactly(new RunEvent.ModelAsked(0, "evaluation", "tiny", 80, 0, 560, 240, 560));
            Manifest.Served noted = Manifest.read(files.manifest()).served().get(0);
            assertThat(noted.name()).isEqualTo("evaluation.inContext.served[0]");
            assertThat(noted.url()).isEqualTo(server.url());
            assertThat(noted.model()).isEqualTo("tiny");
            assertThat(noted.api()).isEqualTo("chat");
            assertThat(noted.prompt()).endsWith("Answer with the label alone.\n\nsentence: {sentence}\nlabel:");
            assertThat(noted.settings()).containsEntry("shuffles", "1").containsEntry("calibrated", "false");
            assertPlanned(TinyRun.config(folder, settings), server);
            Files.delete(files.servedScores(0));
            Files.delete(files.marker(Stage.EVALUATION));
            TinyRun.run(folder, new StopRequest(), EventSink.NONE, settings);
            assertThat(server.received()).hasSize(asked);
        }
    }

    /** The number of requests is exact; their tokens are near, since sets are about as long as other real examples. */
    private static void assertPlanned(ExperimentConfig config, StubServer server) {
        ServedPlan plan = ServedPlan.of(config, Data.read(config, Progress.NONE, new HubCommits()))
                .get(0);
        assertThat(plan.usage().requests()).isEqualTo(server.received().size());
        long sent = server.received().stream()
                .mapToLong(received -> Question.roughTokens(StubServer.prompt(received.body())))
                .sum();
        assertThat(plan.usage().promptTokens()).isCloseTo(sent, withinPercentage(15));
        assertThat(plan.cost()).isEqualTo(plan.usage().cost(plan.model().promptPrice(), 0));
    }

    @Test
    void requestsArePlannedByApiAndCalibration() {
        ExperimentConfig config = TinyRun.config(
                folder,
                "evaluation.methods=[random, k-centers]",
                "distil.sets=2",
                "evaluation.inContext.shuffles=3",
                "evaluation.inContext.calibrated=true",
                "evaluation.inContext.served=[{url: 'http://localhost:1/v1', model: chats}, {url: 'http://localhost:1/v1',"
                        + " model: scores, api: completions}]");
        List<ServedPlan> plans = ServedPlan.of(config, Data.read(config, Progress.NONE, new HubCommits()));
        long orders = 2 * 2 * 3;
        assertThat(plans).extracting(plan -> plan.usage().requests()).containsExactly(orders * 83, orders * 83 * 2);
        assertThat(plans.get(1).usage().completionTokens()).isEqualTo(orders * 83 * 2);
        assertThat(plans.get(0).cost()).isZero();
    }

    private static final String FACTS = "film plot cast song end tale joke play";

    /** Returns a text like the prompt's first example, about something else. */
    private static Object written(JsonNode body) {
        String prompt = StubServer.prompt(body);
        String first = prompt.replaceAll("(?s).*?sentence: ([^\n]*)\n.*", "$1");
        return StubServer.chat(first + " " + FACTS.split(" ", -1)[prompt.length() % 8]);
    }

    @Test
    void aServedModelsTextsGoTheWayOfTheGenerators() {
        try (StubServer server = new StubServer(ServedModelsTest::written)) {
            String[] settings = {
                "evaluation.methods=[served, mixed, dilm]",
                "distil.candidates=20",
                "distil.sets=2",
                "candidates={url: '" + server.url() + "', model: tiny, count: 12, examplesPerPrompt: 3}"
            };
            Path run = TinyRun.run(folder, settings);
            RunFolder files = new RunFolder(run);
            assertThat(server.received()).hasSize(24);
            Manifest.Served noted = Manifest.read(files.manifest()).served().get(0);
            assertThat(noted.name()).isEqualTo("candidates");
            assertThat(noted.prompt()).contains("{label}", "{examples}", "{format}");
            assertThat(noted.settings()).containsEntry("count", "12").containsEntry("examplesPerPrompt", "3");
            assertPlanned(TinyRun.config(folder, settings), server);
            assertThat(Results.read(files.results()).scores())
                    .extracting(Results.Scores::method)
                    .containsExactly("served", "mixed", "dilm");
            CandidatePool served = CandidatePool.read(files.candidates("served"), "");
            CandidatePool generated = CandidatePool.read(files.candidates("dilm"), "");
            Task task = Results.read(files.results()).task();
            for (int set = 0; set < 2; set++) {
                assertThat(all(served)).containsAll(ExampleFiles.read(files.distilled("served", 2, set), task));
                assertThat(all(generated.with(served)))
                        .containsAll(ExampleFiles.read(files.distilled("mixed", 2, set), task));
            }
            assertThat(Json.read(files.repetition(), JsonNode.class)).hasSize(3);
        }
    }

    private static List<Example> all(CandidatePool pool) {
        return pool.texts().stream().flatMap(List::stream).toList();
    }

    @Test
    void aServedModelIsAskedOnlyWhereSectionAndMethodSaySo() {
        assertThatThrownBy(() -> TinyRun.config(folder, "evaluation.methods=[served]"))
                .hasMessage("tiny.yaml: candidates must name the url and the model of an endpoint for the methods"
                        + " [served], got nothing");
        assertThatThrownBy(() -> TinyRun.config(folder, "candidates={url: 'http://localhost:1/v1', model: tiny}"))
                .hasMessage("tiny.yaml: evaluation.methods must hold served or mixed where there are candidates of a"
                        + " served model, got [dilm]");
        assertThatThrownBy(() -> TinyRun.config(
                        folder,
                        "candidates={url: 'https://example.org/v1', model: tiny, key: 'sk-123', prompt: write, count:"
                                + " 3}",
                        "evaluation.methods=[mixed]"))
                .hasMessage(
                        "tiny.yaml: the key for candidates.url must be the name of an environment variable that holds"
                                + " it, such as OPENAI_API_KEY\n"
                                + "tiny.yaml: candidates.prompt must hold {label}, {examples}, {format}, got 'write'\n"
                                + "tiny.yaml: candidates.count must be at least twice the largest of distil.dpc, since a"
                                + " set is chosen from half of them, got 3\n"
                                + "tiny.yaml: distil.candidates must be above 0 for the method mixed, which adds to them,"
                                + " got 0");
    }

    @Test
    void whatLeavesTheMachineIsToldBeforeTheRun() {
        List<String> told = new ArrayList<>();
        new Experiment(
                        TinyRun.config(
                                folder,
                                "evaluation.methods=[served]",
                                "candidates={url: 'https://example.org/v1', model: tiny}",
                                "evaluation.inContext.served=[{url: 'https://example.org/v1', model: judge}]"),
                        folder.resolve("run"),
                        event -> {
                            if (event instanceof RunEvent.Warning warning) {
                                told.add(warning.message());
                            }
                        },
                        new StopRequest())
                .check(false);
        assertThat(told)
                .contains(
                        "the distilled sets and the texts of data.report leave this machine: they are sent to"
                                + " https://example.org/v1",
                        "real examples of data.train leave this machine: they are sent to https://example.org/v1");
    }
}
