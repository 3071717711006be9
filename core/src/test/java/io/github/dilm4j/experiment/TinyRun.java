package io.github.dilm4j.experiment;

import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.experiment.stage.Data;
import io.github.dilm4j.experiment.stage.StageContext;
import io.github.dilm4j.hub.HubCommits;
import io.github.dilm4j.hub.ModelLocations;
import io.github.dilm4j.run.EventLog;
import io.github.dilm4j.run.EventSink;
import io.github.dilm4j.run.RunEvent;
import io.github.dilm4j.run.RunFolder;
import io.github.dilm4j.run.Stage;
import io.github.dilm4j.run.StopRequest;
import io.github.dilm4j.run.config.ExperimentConfig;
import io.github.dilm4j.tensor.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A whole run on artificial reviews of a few words. It takes a few seconds. */
public final class TinyRun {
    private static final String CONFIG = """
            name: tiny
            device: cpu
            threads: 1
            task: {textFields: [sentence], labels: [negative, positive]}
            data: {train: [train.tsv], report: [test.tsv], selectPerLabel: 12}
            learner:
              create: {vocabularySize: 120, layers: 1, hidden: 16, heads: 2, positions: 16, pretraining: {steps: 5}}
              maxTokens: 16
            generator:
              create: {vocabularySize: 300, layers: 1, hidden: 32, heads: 2, positions: 16}
              maxTokens: 16
            languageModel: {steps: 100, batchSize: 16, learningRate: 0.01}
            repsets: {count: 2, size: 8}
            trajectories: {count: 2, positions: 3, stepsBetween: 2, batchSize: 8, learningRate: 0.01, schedule: constant, warmup: 0}
            matching:
              training: {steps: 6, batchSize: 8, learningRate: 0.001}
              pool: 32
              refreshEvery: 1
            distil: {dpc: [2], oversample: 10, sets: 1}
            evaluation: {methods: [dilm], learnersPerSet: 1, training: {steps: 2}}
            health: {ignoredLabels: warn}
            """;
    private static final List<List<String>> WORDS =
            List.of(List.of("dull", "bad", "slow", "poor", "flat"), List.of("good", "warm", "fine", "rare", "great"));
    private static final List<String> NOUNS = List.of("film", "plot", "cast", "song", "end", "tale", "joke", "play");

    private TinyRun() {}

    /** Runs the experiment in {@code folder}, or resumes it. */
    public static Path run(Path folder, String... overrides) {
        return run(folder, new StopRequest(), EventSink.NONE, overrides);
    }

    public static Path run(Path folder, StopRequest stop, EventSink listener, String... overrides) {
        Path run = folder.resolve("run");
        new Experiment(config(folder, overrides), run, listener, stop).run();
        return run;
    }

    /**
     * Runs only the matching: starts from the models of another run, and stops when its generator is matched.
     *
     * @param models a whole run
     */
    public static Path match(Path models, Path folder, EventSink listener, StopRequest stop, String... overrides) {
        List<String> all = new ArrayList<>(List.of(
                "learner.create=",
                "generator.create=",
                "languageModel.steps=1",
                "languageModel.learningRate=1e-12",
                "learner.model=" + models.resolve("models/learner"),
                "generator.model=" + models.resolve("generator-before-matching")));
        all.addAll(Arrays.asList(overrides));
        EventSink untilMatched = event -> {
            if (event instanceof RunEvent.StageFinished finished
                    && finished.stage().equals(Stage.MATCHING.label())) {
                stop.request();
            }
        };
        try {
            return run(folder, stop, listener.andThen(untilMatched), all.toArray(String[]::new));
        } catch (StopRequest.StoppedException e) {
            return folder.resolve("run");
        }
    }

    /** Makes a language model that reads prompts of up to 128 tokens, and returns its folder. */
    public static Path languageModel(Path folder) {
        Path run = run(
                folder, "evaluation.methods=[likelihood]", "generator.create.positions=128", "languageModel.steps=20");
        return new RunFolder(run).generatorBeforeMatching();
    }

    public static ExperimentConfig config(Path folder, String... overrides) {
        write(folder.resolve("train.tsv"), 3);
        write(folder.resolve("test.tsv"), 1);
        return ExperimentConfig.parse(CONFIG, folder, "tiny.yaml", Arrays.asList(overrides));
    }

    /** Returns the context of the run's stages, in {@code folder}. */
    public static StageContext context(Path folder, String... overrides) {
        ExperimentConfig config = config(folder, overrides);
        Transfers progress = Transfers.fetching(EventSink.NONE);
        return new StageContext(
                config,
                ModelLocations.usual(progress),
                new RunFolder(folder.resolve("run")),
                Data.read(config, progress, new HubCommits()),
                new RandomStreams(config.seed()),
                StageContext.Execution.local(Device.CPU, EventSink.NONE, new StopRequest()));
    }

    /** Asks for a stop when a stage has done a step. */
    static EventSink stopAfter(Stage stage, long step, StopRequest stop) {
        return event -> {
            if (event instanceof RunEvent.Progress p && p.stage().equals(stage.label()) && p.step() == step) {
                stop.request();
            }
        };
    }

    /** Returns a metric of a stage's progress for each step that has it. */
    public static List<Double> metrics(Path run, Stage stage, String name) {
        return EventLog.read(new RunFolder(run).events()).stream()
                .filter(event ->
                        event instanceof RunEvent.Progress p && p.stage().equals(stage.label()))
                .map(event -> ((RunEvent.Progress) event).values().get(name))
                .filter(value -> value != null)
                .toList();
    }

    /** Writes every noun with two words of a label, {@code times} times with different pairs of words. */
    private static void write(Path file, int times) {
        List<String> lines = new ArrayList<>(List.of("sentence\tlabel"));
        for (int label = 0; label < 2; label++) {
            List<String> words = WORDS.get(label);
            for (String noun : NOUNS) {
                for (int i = 0; i < words.size() * times; i++) {
                    String second = words.get((i + 1 + i / words.size()) % words.size());
                    lines.add(words.get(i % words.size()) + " and " + second + " " + noun + "\t"
                            + List.of("negative", "positive").get(label));
                }
            }
        }
        try {
            Files.createDirectories(file.getParent());
            Files.write(file, lines);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
