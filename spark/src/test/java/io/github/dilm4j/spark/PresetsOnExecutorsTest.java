package io.github.dilm4j.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dilm4j.SharedFiles;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.demo.GrammarCorpus;
import io.github.dilm4j.experiment.Experiment;
import io.github.dilm4j.piece.Cluster;
import io.github.dilm4j.piece.PieceRunner;
import io.github.dilm4j.run.EventSink;
import io.github.dilm4j.run.RunEvent;
import io.github.dilm4j.run.Stage;
import io.github.dilm4j.run.StopRequest;
import io.github.dilm4j.run.config.ExperimentConfig;
import io.github.dilm4j.run.config.Presets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs of presets, with fewer steps, sets and candidates, in this process, on {@code local[2]} and on two executors in
 * processes of their own, one of which dies in the middle. Their folders hold the same bytes.
 */
@Tag("spark")
class PresetsOnExecutorsTest {
    /** Files that hold times, and the reports that show them. */
    private static final String TIMES =
            "(events\\.jsonl|manifest\\.json|report\\.html|stages/[a-z-]*(?<!-outputs)\\.json)";

    private static final List<String> DEMO = List.of(
            "data.maxTrainRows=1000",
            "learner.create.pretraining.steps=100",
            "learner.create.contrastive.steps=30",
            "languageModel.steps=120",
            "selfTraining={rounds: 2, candidates: 60, sets: 4, dpc: 3, keep: 0.75, training: {steps: 4, batchSize: 16}}",
            "distil={dpc: [2, 5], candidates: 60, sets: 2, keep: 0.75}",
            "health.ignoredLabels=warn",
            "evaluation={learnersPerSet: 2, training: {steps: 20}, fullData: {steps: 30, learners: 2}}");

    private static final List<String> MATCHING = List.of(
            "selfTraining.rounds=0",
            "repsets={count: 2, size: 40}",
            "trajectories={count: 3, positions: 3, stepsBetween: 10, learningRate: 0.002}",
            "matching={training: {steps: 8, batchSize: 16, learningRate: 0.00001}, pool: 64, refreshEvery: 4}",
            "distil={candidates: 0, oversample: 5, selector: k-centers, features: embedding}");

    private static final List<String> SST2 = List.of(
            "device=cpu",
            "data={train: [train.tsv], report: [dev.tsv], selectPerLabel: 20}",
            "learner={create: {vocabularySize: 500, layers: 1, hidden: 32, heads: 2, positions: 64,"
                    + " pretraining: {steps: 30}}, maxTokens: 64}",
            "generator={create: {vocabularySize: 500, layers: 1, hidden: 32, heads: 2, positions: 64}, maxTokens: 64}",
            "languageModel={steps: 100, learningRate: 0.01}",
            "selfTraining={rounds: 2, candidates: 80, sets: 4, dpc: 3, keep: 0.75, training: {steps: 4, batchSize: 16}}",
            "distil={dpc: [2, 4], candidates: 80, sets: 2, keep: 0.75}",
            "health.ignoredLabels=warn",
            "evaluation={training: {steps: 20}, fullData: {steps: 20, learners: 1}}");

    private static final int SST2_ROWS = 5000;
    private static final int REAL_ROWS = 600;
    private static final int REAL_TEST_ROWS = 100;

    private static final Set<Stage> SELF_TRAINING = EnumSet.of(Stage.MATCHING, Stage.SELECTION, Stage.EVALUATION);

    @TempDir
    Path folder;

    @Test
    void theDemoHasTheSameBytes() throws IOException {
        GrammarCorpus.write(folder.resolve("data"), 42);
        assertSameBytes("demo", DEMO, SELF_TRAINING);
    }

    @Test
    void theDemoWithGradientMatchingHasTheSameBytes() throws IOException {
        GrammarCorpus.write(folder.resolve("data"), 42);
        List<String> matching = new ArrayList<>(DEMO);
        matching.addAll(MATCHING);
        assertSameBytes("demo", matching, EnumSet.of(Stage.REPSETS, Stage.MATCHING, Stage.EVALUATION));
    }

    @Test
    void selfTrainingOnRowsLikeThoseOfSst2HasTheSameBytes() throws IOException {
        List<Example> rows = GrammarCorpus.generate(SST2_ROWS + 200, 42);
        write("train.tsv", rows.subList(0, SST2_ROWS));
        write("dev.tsv", rows.subList(SST2_ROWS, rows.size()));
        assertSameBytes("sst2-small", SST2, SELF_TRAINING);
    }

    @Test
    void selfTrainingOnRowsOfSst2HasTheSameBytes() throws IOException {
        copy("train.tsv", REAL_ROWS);
        copy("dev.tsv", REAL_TEST_ROWS);
        List<String> shorter = new ArrayList<>(SST2);
        shorter.add("languageModel.steps=60");
        shorter.add("evaluation.methods=[k-centers, dilm]");
        shorter.add("evaluation.training.steps=10");
        assertSameBytes("sst2-small", shorter, SELF_TRAINING);
    }

    /** Copies the header and the first rows of a file of SST-2. */
    private void copy(String file, int rows) throws IOException {
        try (Stream<String> lines = Files.lines(SharedFiles.require("data/sst2/" + file))) {
            Files.write(folder.resolve(file), lines.limit(1 + rows).toList());
        }
    }

    /** The texts of SST-2 end in a space, and its labels are numbers. */
    private void write(String file, List<Example> rows) throws IOException {
        List<String> lines = new ArrayList<>(List.of("sentence\tlabel"));
        rows.forEach(row -> lines.add(row.texts().get(0) + " \t" + row.label()));
        Files.write(folder.resolve(file), lines);
    }

    /** @param stages in which executors work, and one of them dies */
    private void assertSameBytes(String preset, List<String> settings, Set<Stage> stages) throws IOException {
        List<String> all = new ArrayList<>(settings);
        all.add("threads=1"); // as a task with one core has
        ExperimentConfig config = ExperimentConfig.parse(Presets.yaml(preset), folder, preset, all);
        run(config, "here", PieceRunner.LOCAL, EventSink.NONE);
        Map<String, Path> here = files("here");
        assertThat(here).containsKeys("results.json", "evaluation.jsonl", "generator/model.safetensors");
        assertThat(here.keySet()).anyMatch(name -> name.startsWith("distilled/"));

        Killing none = new Killing(stages, () -> {});
        try (Cluster cluster = new SparkClusters().connect("local[2]", preset, warning -> {})) {
            run(config, "threads", cluster, none);
        }
        none.requireDone();
        assertSame("threads", here);

        Killing one = new Killing(stages, SeparateProcesses::killOne);
        try (Cluster cluster = SeparateProcesses.connect("local-cluster[2,1,1024]", List.of(), Map.of())) {
            run(config, "processes", cluster, one);
        }
        one.requireDone();
        assertSame("processes", here);
    }

    private void run(ExperimentConfig config, String run, PieceRunner pieces, EventSink listener) {
        new Experiment(config, folder.resolve(run), listener, new StopRequest())
                .on(pieces)
                .run();
    }

    private void assertSame(String run, Map<String, Path> here) throws IOException {
        Map<String, Path> there = files(run);
        assertThat(there.keySet()).isEqualTo(here.keySet());
        for (String name : here.keySet()) {
            assertThat(there.get(name)).hasSameBinaryContentAs(here.get(name));
        }
    }

    /** The files of a run without times, by name. */
    private Map<String, Path> files(String run) throws IOException {
        Path root = folder.resolve(run);
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> !root.relativize(file).toString().matches(TIMES))
                    .collect(Collectors.toMap(
                            file -> root.relativize(file).toString(), file -> file, (one, same) -> one, TreeMap::new));
        }
    }

    /** Does something as soon as an executor has done a task of a stage, once for each stage. */
    private static final class Killing implements EventSink {
        private final Set<String> left;
        private final Runnable kill;

        Killing(Set<Stage> stages, Runnable kill) {
            this.left = stages.stream().map(Stage::label).collect(Collectors.toSet());
            this.kill = kill;
        }

        @Override
        public void accept(RunEvent event) {
            if (event instanceof RunEvent.PiecesDone done && left.remove(done.stage())) {
                kill.run();
            }
        }

        void requireDone() {
            assertThat(left).isEmpty();
        }
    }
}
