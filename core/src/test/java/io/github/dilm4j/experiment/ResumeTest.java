package io.github.dilm4j.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.NotFiniteException;
import io.github.dilm4j.run.EventLog;
import io.github.dilm4j.run.EventSink;
import io.github.dilm4j.run.RunEvent;
import io.github.dilm4j.run.RunFolder;
import io.github.dilm4j.run.Stage;
import io.github.dilm4j.run.StopRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Runs that are stopped repeatedly, or that find damaged checkpoints, end with the same bytes as an undisturbed run.
 */
class ResumeTest {
    private static final String[] COMMON = {
        "learner.create.contrastive={steps: 4, batchSize: 8}",
        "generator.create.pretraining={steps: 4, batchSize: 8}",
        "languageModel={steps: 40, batchSize: 16, learningRate: 0.01}",
        "checkpoints={everySeconds: 0, everySteps: 2}",
        "matching.lambda=0.1",
        "matching.refreshEvery=2",
        "evaluation.methods=[random, generator-before-matching, dilm]",
        "evaluation.fullData={steps: 3, learners: 2}",
    };

    @TempDir
    private static Path shared;

    private static Map<String, byte[]> undisturbed = Map.of();

    @TempDir
    private Path folder;

    @BeforeAll
    static void runOnceUndisturbed() {
        undisturbed = products(TinyRun.run(shared, COMMON));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "trajectories.mode=bank",
                "trajectories.mode=fresh",
                "selfTraining={rounds: 2, candidates: 24, sets: 3, dpc: 2, keep: 0.75, training: {steps: 5, batchSize: 8}};"
                        + "distil.candidates=24;distil.keep=0.75;distil.keepReal=0.5"
            })
    void aRunThatIsStoppedAgainAndAgainEndsInTheSameBytes(String way) {
        String[] settings = COMMON;
        for (String setting : way.split(";", -1)) {
            settings = with(settings, setting);
        }
        Map<String, byte[]> expected =
                way.endsWith("bank") ? undisturbed : products(TinyRun.run(folder.resolve("undisturbed"), settings));
        Path disturbed = folder.resolve("disturbed");
        int stops = 0;
        while (!finishes(disturbed, settings, 9)) {
            stops++;
            assertThat(events(disturbed.resolve("run")))
                    .last()
                    .isInstanceOf(RunEvent.RunStopped.class)
                    .matches(event -> !((RunEvent.RunStopped) event).stage().isEmpty());
            assertThat(stops).isLessThan(60);
        }
        assertThat(stops).isGreaterThan(4);
        assertSame(products(disturbed.resolve("run")), expected);
        assertThat(disturbed.resolve("run/bank")).doesNotExist();
        assertThat(Files.exists(disturbed.resolve("run/checkpoints/matching"))).isFalse();
    }

    /** Requests a stop after that many progress events. Returns whether the run finishes. */
    private static boolean finishes(Path folder, String[] settings, int after) {
        StopRequest stop = new StopRequest();
        int[] steps = {0};
        EventSink listener = event -> {
            if ((event instanceof RunEvent.Progress || event instanceof RunEvent.LearnerProgress)
                    && ++steps[0] == after) {
                stop.request();
            }
        };
        try {
            TinyRun.run(folder, stop, listener, settings);
            return true;
        } catch (StopRequest.StoppedException asked) {
            return false;
        }
    }

    @Test
    void aDamagedCheckpointIsNamedAndTheOneBeforeIsUsed() throws IOException {
        Path disturbed = folder.resolve("disturbed");
        assertThat(stoppedIn(disturbed, Stage.LANGUAGE_MODEL, 7)).isTrue();
        Path checkpoints = disturbed.resolve("run/checkpoints/language-model/training");
        assertThat(names(checkpoints)).containsExactly("step-000000000006", "step-000000000007");
        Path weights = checkpoints.resolve("step-000000000007/generator.safetensors");
        damage(weights, false);
        TinyRun.run(disturbed, COMMON);
        assertThat(warnings(disturbed.resolve("run")))
                .containsExactly("the checkpoint training/step-000000000007 is damaged (" + weights
                        + ": differs from its checksum); the one before, step-000000000006, is used");
        assertSame(products(disturbed.resolve("run")), undisturbed);
    }

    @Test
    void whereNoCheckpointIsSoundTheStageBeginsAnew() throws IOException {
        Path disturbed = folder.resolve("disturbed");
        assertThat(stoppedIn(disturbed, Stage.MATCHING, 3)).isTrue();
        Path checkpoints = disturbed.resolve("run/checkpoints/matching/training");
        damage(checkpoints.resolve("step-000000000002/pool.json"), true);
        Files.delete(checkpoints.resolve("step-000000000003/checksums.json"));
        damage(disturbed.resolve("run/bank/trajectory-1/position-1.safetensors"), false);
        TinyRun.run(disturbed, COMMON);
        assertThat(warnings(disturbed.resolve("run")))
                .hasSize(3)
                .anyMatch(message -> message.startsWith("the trajectory trajectory-1 of the bank is damaged")
                        && message.endsWith("it is trained again"))
                .anyMatch(message -> message.endsWith("there is no other checkpoint, so the stage starts again"));
        assertSame(products(disturbed.resolve("run")), undisturbed);
    }

    @Test
    void aDamagedTrajectoryIsTrainedAgainFromItsBegin() throws IOException {
        Path disturbed = folder.resolve("disturbed");
        assertThat(stoppedIn(disturbed, Stage.MATCHING, 3)).isTrue();
        Path weights = disturbed.resolve("run/bank/trajectory-1/position-1.safetensors");
        byte[] sound = Files.readAllBytes(weights);
        damage(weights, false);
        assertThat(stoppedIn(disturbed, Stage.MATCHING, 4)).isTrue();
        assertThat(weights).hasBinaryContent(sound);
        assertThat(warnings(disturbed.resolve("run")))
                .singleElement(InstanceOfAssertFactories.STRING)
                .endsWith("it is trained again");
        TinyRun.run(disturbed, COMMON);
        assertSame(products(disturbed.resolve("run")), undisturbed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bank", "fresh"})
    void aLearnerThatDivergesStopsTheRunInASentence(String mode) {
        String[] wild = with(
                COMMON,
                "trajectories={mode: " + mode
                        + ", count: 2, positions: 2, stepsBetween: 1, batchSize: 8, learningRate: 1.0e+30,"
                        + " schedule: constant, warmup: 0}");
        String sentence = "(?s).*norm of the real gradient of step \\d+, on .*, is (NaN|Infinity); lower its learning"
                + " rate.*";
        assertThatThrownBy(() -> TinyRun.run(folder, wild))
                .isInstanceOf(NotFiniteException.class)
                .hasMessageMatching(sentence);
        assertThatThrownBy(() -> TinyRun.run(folder, wild)) // the first run saved no bad state
                .isInstanceOf(NotFiniteException.class)
                .hasMessageMatching(sentence);
    }

    @Test
    void numbersThatAreNotFiniteStopTheRunWithStepBatchAndCheckpoint() throws IOException {
        assertThatThrownBy(() -> TinyRun.run(folder, with(COMMON, "languageModel.learningRate=1.0e+30")))
                .isInstanceOf(NotFiniteException.class)
                .hasMessageMatching(
                        "(?s)language-model training: the (loss|gradient norm) of step \\d+, on rows \\d+, .* of"
                                + " the fit split, is (NaN|-?Infinity); lower its learning rate; (the last good checkpoint is .*"
                                + "|there is no checkpoint yet)");
        assertThat(events(folder.resolve("run"))).last().isInstanceOf(RunEvent.RunFailed.class);
    }

    @Test
    void aTrainingReturnsToItsCheckpointWithLowerRatesAsOftenAsAllowed() throws IOException {
        String[] wild = with(with(COMMON, "languageModel.learningRate=1.0e+30"), "health.rateFactor=1e-16");
        assertThatThrownBy(() -> TinyRun.run(folder, with(wild, "health.retries=1")))
                .hasMessageStartingWith("language-model training: the ");
        Path run = folder.resolve("run");
        assertThat(warnings(run))
                .singleElement(InstanceOfAssertFactories.STRING)
                .startsWith("language-model training: the ")
                .endsWith("; retry 1 goes on from the checkpoint "
                        + run.resolve("checkpoints/language-model/training/step-000000000002")
                        + " with learning rates times 1.00e-16");
        TinyRun.run(folder, with(wild, "health.retries=2"));
        assertThat(warnings(run)).hasSize(2);
        assertThat(warnings(run).get(1)) // that checkpoint led to divergence twice
                .endsWith("; retry 2 starts again with learning rates times 1.00e-32");
        List<Double> rates = TinyRun.metrics(run, Stage.LANGUAGE_MODEL, "learningRate");
        assertThat(rates).last(InstanceOfAssertFactories.DOUBLE).isBetween(1e-6, 1e-2);
        assertThat(events(run)).last().isInstanceOf(RunEvent.RunFinished.class);
    }

    @Test
    void aRunWhoseDataHaveChangedIsRefused() throws IOException {
        assertThat(stoppedIn(folder, Stage.LANGUAGE_MODEL, 3)).isTrue();
        var config = TinyRun.config(folder, COMMON);
        Files.writeString(folder.resolve("train.tsv"), "a fine tale\tpositive\n", StandardOpenOption.APPEND);
        Path run = folder.resolve("run");
        assertThatThrownBy(() -> new Experiment(config, run, EventSink.NONE, new StopRequest()).run())
                .isInstanceOf(InputException.class)
                .hasMessage(run + ": holds a run that read other contents (data.train train.tsv); put them back, choose"
                        + " another folder with --out, or start over with --fresh");
    }

    @Test
    void aRunThatLacksSomeOfItsDataIsRefused() throws IOException {
        Path parts = Files.createDirectories(folder.resolve("parts"));
        String[] settings = with(COMMON, "data.train=[parts/*.tsv]");
        TinyRun.config(folder); // writes the data
        Files.copy(folder.resolve("train.tsv"), parts.resolve("a.tsv"));
        Files.copy(folder.resolve("test.tsv"), parts.resolve("b.tsv"));
        assertThat(finishes(folder, settings, 3)).isFalse();
        Files.delete(parts.resolve("b.tsv"));
        assertThatThrownBy(() -> TinyRun.run(folder, settings))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("read other contents (data.train parts/b.tsv, which is missing); put them back");
    }

    @Test
    void aRunWhosePretrainingTextIsMissingOrHasChangedIsRefused() throws IOException {
        Path corpus = folder.resolve("corpus.txt");
        String[] settings = with(COMMON, "learner.create.pretrainingText=[corpus.txt]");
        assertThatThrownBy(() -> TinyRun.run(folder, settings))
                .isInstanceOf(InputException.class)
                .hasMessage(corpus + ": there is no such file; check the path");
        Files.copy(folder.resolve("train.tsv"), corpus);
        assertThat(finishes(folder, settings, 3)).isFalse();
        Files.writeString(corpus, "one more tale\n", StandardOpenOption.APPEND);
        assertThatThrownBy(() -> TinyRun.run(folder, settings))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("read other contents (learner.create.pretrainingText corpus.txt); put them back");
    }

    @Test
    void aRunWhoseReportCannotBeMadeHasItsResults() {
        Path run = folder.resolve("run");
        EventSink inTheWay = event -> {
            if (event instanceof RunEvent.RunFinished) {
                assertThat(run.resolve("report.html/in the way").toFile().mkdirs())
                        .isTrue();
            }
        };
        TinyRun.run(folder, new StopRequest(), inTheWay);
        assertThat(warnings(run))
                .filteredOn(warning -> warning.contains("cannot be made"))
                .singleElement(InstanceOfAssertFactories.STRING)
                .startsWith("cannot be made; the results are there: " + run.resolve("report.html"));
        assertThat(events(run)).noneMatch(RunEvent.RunFailed.class::isInstance);
    }

    @Test
    void aFolderThatIsBeingWorkedOnIsRefused() throws IOException {
        Path run = Files.createDirectories(folder.resolve("run"));
        try (FileChannel channel =
                        FileChannel.open(run.resolve("run.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            assertThat(lock.isValid()).isTrue();
            assertThatThrownBy(() -> TinyRun.run(folder))
                    .isInstanceOf(InputException.class)
                    .hasMessage(run + ": another process is working on this run; wait for it, or choose another --out");
        }
    }

    private static boolean stoppedIn(Path folder, Stage stage, long step) {
        StopRequest stop = new StopRequest();
        try {
            TinyRun.run(
                    folder,
                    stop,
                    event -> {
                        if (event instanceof RunEvent.Progress p
                                && p.stage().equals(stage.label())
                                && p.step() == step
                                && p.values().containsKey("nll")) {
                            stop.request();
                        }
                    },
                    COMMON);
            return false;
        } catch (StopRequest.StoppedException asked) {
            return true;
        }
    }

    private static void damage(Path file, boolean truncate) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        if (truncate) {
            Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length / 2));
        } else {
            bytes[bytes.length * 3 / 4] ^= 1;
            Files.write(file, bytes);
        }
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    private static List<RunEvent> events(Path run) {
        return EventLog.read(new RunFolder(run).events());
    }

    /** Returns the warnings, except those about the data. */
    private static List<String> warnings(Path run) {
        return events(run).stream()
                .filter(event -> event instanceof RunEvent.Warning w
                        && !w.stage().equals("data")
                        && !w.message().contains("learned nothing")) // learners as small as these may learn nothing
                .map(event -> ((RunEvent.Warning) event).message())
                .toList();
    }

    private static String[] with(String[] settings, String more) {
        List<String> all = new ArrayList<>(List.of(settings));
        all.add(more);
        return all.toArray(String[]::new);
    }

    /** Returns the products of a run by path. */
    private static Map<String, byte[]> products(Path run) {
        Map<String, byte[]> products = new TreeMap<>();
        for (String part : List.of("models", "generator-before-matching", "generator", "distilled", "results.json")) {
            try (Stream<Path> files = Files.walk(run.resolve(part))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    products.put(run.relativize(file).toString(), Files.readAllBytes(file));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return products;
    }

    private static void assertSame(Map<String, byte[]> actual, Map<String, byte[]> expected) {
        assertThat(actual.keySet()).isEqualTo(expected.keySet());
        expected.forEach((name, bytes) -> assertThat(actual.get(name)).as(name).isEqualTo(bytes));
    }
}
