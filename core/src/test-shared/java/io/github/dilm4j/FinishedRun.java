package io.github.dilm4j;

import io.github.dilm4j.base.Json;
import io.github.dilm4j.base.Sha256;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.data.ExampleFiles;
import io.github.dilm4j.data.Metric;
import io.github.dilm4j.data.Task;
import io.github.dilm4j.run.Manifest;
import io.github.dilm4j.run.Results;
import io.github.dilm4j.run.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Writes the folder of a finished run by hand, for tests of the code that reads it. */
public final class FinishedRun {
    private FinishedRun() {}

    /**
     * Writes a run with dpc 1 and 2 and two sets each. Its generator cannot be opened.
     *
     * @return the folder
     */
    public static Path write(Path root, List<String> fields, String labelField, List<String> labels)
            throws IOException {
        Task task = new Task("tiny # run", fields, labelField, labels, Metric.ACCURACY);
        RunFolder run = new RunFolder(root);
        Path train = root.resolve("train.jsonl");
        ExampleFiles.write(
                train, List.of(example("A dull film!", 0, fields), example("a very fine play", 1, fields)), task);
        Files.writeString(
                run.config(),
                "name: 'tiny # run'\ntask: {textFields: " + Json.line(fields) + ", labelField: " + labelField
                        + "}\ndata: {train: [train.jsonl], report: [train.jsonl]}\n"
                        + "learner: {create: {}}\ngenerator: {create: {}}\ndistil: {dpc: [2, 1], sets: 2}\n");
        new Manifest(
                        "dilm4j test",
                        Manifest.Platform.current("cpu", "float32", 1),
                        Map.of("engine", "1"),
                        5_000_000_000L,
                        "c0",
                        List.of(new Manifest.Input("data.train", "train.jsonl", Files.size(train), Sha256.of(train))),
                        List.of(),
                        List.of(),
                        List.of())
                .write(run.manifest());
        new Results(
                        task,
                        new Results.ReportSplit("train.jsonl", 2, 0),
                        List.of(new Results.Scores(
                                Results.LEARNER,
                                Results.DILM,
                                1,
                                List.of(new Results.LearnerScore(0, 0, 0.5, 1), new Results.LearnerScore(1, 0, 0.75, 1)))),
                        List.of())
                .write(run.results());
        for (int dpc : List.of(1, 2)) {
            for (int set = 0; set < 2; set++) {
                List<Example> examples = new ArrayList<>();
                for (int i = 0; i < 2 * dpc; i++) {
                    examples.add(example((i < dpc ? "a dull film " : "the fine play ") + set, i < dpc ? 0 : 1, fields));
                }
                ExampleFiles.write(run.distilled(Results.DILM, dpc, set), examples, task);
            }
        }
        Files.createDirectories(root.resolve("generator"));
        Files.writeString(root.resolve("generator/model.safetensors"), "weights");
        Files.writeString(root.resolve("generator/config.json"), "{}");
        return root;
    }

    private static Example example(String text, int label, List<String> fields) {
        return new Example(fields.size() == 1 ? List.of(text) : List.of(text, "second " + text), label);
    }
}
