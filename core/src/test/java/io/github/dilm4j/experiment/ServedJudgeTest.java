package io.github.dilm4j.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dilm4j.run.EventLog;
import io.github.dilm4j.run.EventSink;
import io.github.dilm4j.run.Results;
import io.github.dilm4j.run.RunEvent;
import io.github.dilm4j.run.RunFolder;
import io.github.dilm4j.run.Stage;
import io.github.dilm4j.served.StubServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServedJudgeTest {
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
            Files.delete(files.servedScores(0));
            Files.delete(files.marker(Stage.EVALUATION));
            TinyRun.run(folder, new StopRequest(), EventSink.NONE, settings);
            assertThat(server.received()).hasSize(asked);
        }
    }
}
