package io.github.dilm4j.spark;

import io.github.dilm4j.experiment.Experiment;
import io.github.dilm4j.run.EventSink;
import io.github.dilm4j.run.StopRequest;
import io.github.dilm4j.run.config.ExperimentConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A run that compares real and written texts on two learners, in a few seconds. */
final class TinyExperiment {
    static final String CONFIG = """
            name: tiny
            device: cpu
            threads: 2
            task: {textFields: [sentence], labels: [negative, positive]}
            data: {train: [train.tsv], report: [test.tsv], selectPerLabel: 0}
            learner:
              create: {vocabularySize: 60, layers: 1, hidden: 16, heads: 2, positions: 16, pretraining: {steps: 2}}
              maxTokens: 16
            generator:
              create: {vocabularySize: 300, layers: 1, hidden: 32, heads: 2, positions: 16}
              maxTokens: 16
            languageModel: {steps: 60, batchSize: 16, learningRate: 0.01}
            repsets: {count: 2, size: 4}
            trajectories: {count: 4, positions: 3, stepsBetween: 2, batchSize: 8, learningRate: 0.01, schedule: constant, warmup: 0}
            matching: {training: {steps: 3, batchSize: 4, learningRate: 0.01}, pool: 8, refreshEvery: 1}
            distil: {dpc: [1, 2], sets: 2, oversample: 12, selector: random}
            health: {ignoredLabels: warn}
            evaluation: {methods: [random, generator-before-matching], learnersPerSet: 3, training: {steps: 8, learningRate: 0.02}}
            """;
    private static final List<List<String>> WORDS =
            List.of(List.of("dull", "bad", "slow", "poor"), List.of("good", "warm", "fine", "rare"));
    private static final List<String> NOUNS = List.of("film", "plot", "cast", "song", "end");

    private TinyExperiment() {}

    /** Gradient matching, K-centers and a teacher; one engine thread, as a task with one core has. */
    static final List<String> MATCHING =
            List.of("threads=1", "evaluation.methods=[k-centers, generator-before-matching, dilm]", "distil.keep=0.75");

    /** Writes the data to the folder; returns the file of the training data. */
    static Path data(Path folder) throws IOException {
        Path train = folder.resolve("train.tsv");
        write(train, 1);
        write(folder.resolve("test.tsv"), 2);
        return train;
    }

    /** Returns the config, and writes its data to the folder. */
    static ExperimentConfig config(Path folder, List<String> settings) throws IOException {
        data(folder);
        return ExperimentConfig.parse(CONFIG, folder, "tiny.yaml", settings);
    }

    static Experiment in(Path folder, String run, EventSink listener, StopRequest stop) throws IOException {
        return new Experiment(config(folder, List.of()), folder.resolve(run), listener, stop);
    }

    /** A run with {@link #MATCHING}. */
    static Experiment matching(Path folder, String run, EventSink listener, StopRequest stop) throws IOException {
        return new Experiment(config(folder, MATCHING), folder.resolve(run), listener, stop);
    }

    private static void write(Path file, int shift) throws IOException {
        List<String> lines = new ArrayList<>(List.of("sentence\tlabel"));
        for (int label = 0; label < 2; label++) {
            List<String> words = WORDS.get(label);
            for (String noun : NOUNS) {
                for (int i = 0; i < words.size(); i++) {
                    lines.add(words.get(i) + " and " + words.get((i + shift) % words.size()) + " " + noun + "\t"
                            + (label == 0 ? "negative" : "positive"));
                }
            }
        }
        Files.write(file, lines);
    }
}
