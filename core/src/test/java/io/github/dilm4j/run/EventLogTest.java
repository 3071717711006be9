package io.github.dilm4j.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.data.Metric;
import io.github.dilm4j.data.Task;
import io.github.dilm4j.run.RunEvent.Progress;
import io.github.dilm4j.run.RunEvent.RunFinished;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventLogTest {
    @TempDir
    Path folder;

    private static List<RunEvent> oneOfEach() {
        Task task = new Task("sst2", List.of("sentence"), "label", List.of("bad", "good"), Metric.ACCURACY);
        return List.of(
                new RunEvent.RunStarted(1, "a \"run\"\n\u0000", 7, task, List.of(5, 10), "cpu"),
                new RunEvent.StageStarted(2, "matching", 100),
                new RunEvent.StageFinished(3, "matching", 1.5, 1L << 40),
                new RunEvent.StageSkipped(4, "repsets", "finished in an earlier run"),
                new Progress(5, "matching", 1, 100, Map.of("loss", 0.25)),
                new RunEvent.LearnerProgress(6, "trajectories", 3, 20, 0.5),
                new RunEvent.TextsWritten(7, "writing", "dilm", 1, "good", 21, 6, 5, 4, 3, 2),
                new RunEvent.LearnerEvaluated(8, "dilm", 5, 1, 2, 0.75, 0.5),
                new RunEvent.OtherLearnerEvaluated(8, "bert-large", "dilm", 5, 1, 2, 0.75, 0.5),
                new RunEvent.GeneratorKept(9, "matching", 40, 0.5),
                new RunEvent.LanguageModelKept(9, "language-model", 40, 2.5),
                new RunEvent.ModelAsked(9, "evaluation", "tiny", 3, 2, 100, 10, 0.5),
                new RunEvent.PiecesDone(9, "evaluation", "3 on node7", 4, 12.5, 1L << 30),
                new RunEvent.CheckpointWritten(9, "matching", 50, 0.25),
                new RunEvent.Estimating(9, "the encoder", 3, 6),
                new RunEvent.SetAside(9, true, List.of("learner", "bert-large")),
                new RunEvent.Warning(10, "matching", "Label 'good' has few texts."),
                new RunFinished(11, 60),
                new RunEvent.RunStopped(11, "matching"),
                new RunEvent.RunFailed(12, "matching", "train.tsv:1: no"));
    }

    @Test
    void everyEventIsReadBackAsWritten() {
        Path file = folder.resolve("run/events.jsonl");
        try (EventLog log = EventLog.open(file)) {
            oneOfEach().forEach(log::accept);
        }
        assertThat(oneOfEach()).hasSize(RunEvent.class.getPermittedSubclasses().length);
        assertThat(EventLog.read(file)).isEqualTo(oneOfEach());
    }

    @Test
    void figuresThatAreNotFiniteAndTheirOrderSurvive() {
        Map<String, Double> values = new LinkedHashMap<>();
        values.put("loss", Double.NaN);
        values.put("cosine", Double.POSITIVE_INFINITY);
        values.put("a", Double.NEGATIVE_INFINITY);
        Path file = folder.resolve("events.jsonl");
        try (EventLog log = EventLog.open(file)) {
            log.accept(new Progress(1, "matching", 1, 0, values));
            log.accept(new RunEvent.LearnerProgress(1, "matching", 0, 1, Double.NaN));
        }
        Progress progress = (Progress) EventLog.read(file).get(0);
        assertThat(progress.values()).isEqualTo(values);
        assertThat(progress.values().keySet()).containsExactly("loss", "cosine", "a");
        assertThat(((RunEvent.LearnerProgress) EventLog.read(file).get(1)).loss())
                .isNaN();
    }

    @Test
    void eachEventIsOnDiskBeforeTheLogIsClosed() {
        Path file = folder.resolve("events.jsonl");
        try (EventLog log = EventLog.open(file)) {
            log.accept(new RunFinished(1, 2));
            assertThat(EventLog.read(file)).containsExactly(new RunFinished(1, 2));
        }
    }

    @Test
    void everyPossibleTearIsPassedOverByReadersAndCutOffByTheNextWriter() throws IOException {
        Path file = folder.resolve("events.jsonl");
        try (EventLog log = EventLog.open(file)) {
            log.accept(new RunFinished(1, 2));
            log.accept(new RunEvent.Warning(1, "matching", "größer"));
        }
        byte[] whole = Files.readAllBytes(file);
        int firstLine = new String(whole, StandardCharsets.UTF_8).indexOf('\n') + 1;
        for (int length = firstLine; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertThat(EventLog.read(file)).containsExactly(new RunFinished(1, 2));
            try (EventLog log = EventLog.open(file)) {
                log.accept(new RunFinished(3, 4));
            }
            assertThat(EventLog.read(file)).containsExactly(new RunFinished(1, 2), new RunFinished(3, 4));
        }
        Files.write(file, Arrays.copyOf(whole, 5));
        try (EventLog log = EventLog.open(file)) {
            log.accept(new RunFinished(3, 4));
        }
        assertThat(EventLog.read(file)).containsExactly(new RunFinished(3, 4));
    }

    @Test
    void unknownAndMissingKeysAreRefusedWithTheLine() throws IOException {
        Path file = folder.resolve("events.jsonl");
        for (String wrong : List.of(
                "{\"event\":\"runFinished\",\"atMillis\":1,\"seconds\":2.0,\"more\":1}",
                "{\"event\":\"runFinished\",\"atMillis\":1}",
                "{\"event\":\"lunch\",\"atMillis\":1}",
                "{\"atMillis\":1}",
                "")) {
            Files.deleteIfExists(file);
            try (EventLog log = EventLog.open(file)) {
                log.accept(new RunFinished(1, 2));
            }
            Files.writeString(file, wrong + "\n", StandardOpenOption.APPEND);
            assertThatThrownBy(() -> EventLog.read(file))
                    .isInstanceOf(InputException.class)
                    .hasMessageStartingWith(file + ":2: is not an event of this version: ");
        }
        assertThatThrownBy(() -> EventLog.read(folder.resolve("none")))
                .isInstanceOf(InputException.class)
                .hasMessage(folder.resolve("none") + ": there is no such file");
    }

    @Test
    void linesOfOtherVersionsCanBePassedOver() throws IOException {
        Path file = folder.resolve("events.jsonl");
        Files.writeString(file, "{\"event\":\"lunch\",\"atMillis\":1}\n[]\n");
        try (EventLog log = EventLog.open(file)) {
            log.accept(new RunFinished(1, 2));
        }
        List<String> unknown = new ArrayList<>();
        assertThat(EventLog.read(file, e -> unknown.add(e.getMessage()))).containsExactly(new RunFinished(1, 2));
        assertThat(unknown)
                .hasSize(2)
                .allMatch(message -> message.contains(": is not an event of this version: "))
                .last(InstanceOfAssertFactories.STRING)
                .startsWith(file + ":2: ");
    }

    @Test
    void textsOfVersionsThatDidNotTellTheirMethodAreRead() throws IOException {
        Path file = folder.resolve("events.jsonl");
        Files.writeString(
                file,
                "{\"event\":\"textsWritten\",\"atMillis\":7,\"stage\":\"selection\",\"label\":\"good\",\"written\":21,"
                        + "\"kept\":6,\"empty\":5,\"cutOff\":4,\"identicalPair\":3,\"duplicates\":2}\n");
        assertThat(EventLog.read(file))
                .containsExactly(new RunEvent.TextsWritten(7, "selection", "", -1, "good", 21, 6, 5, 4, 3, 2));
    }

    @Test
    void sinksAreCalledInOrder() {
        List<String> seen = new ArrayList<>();
        EventSink first = event -> seen.add("first");
        first.andThen(event -> seen.add("second")).andThen(EventSink.NONE).accept(new RunFinished(1, 2));
        assertThat(seen).containsExactly("first", "second");
    }
}
