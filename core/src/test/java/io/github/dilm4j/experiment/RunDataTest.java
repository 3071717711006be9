package io.github.dilm4j.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.Sha256;
import io.github.dilm4j.data.Splits;
import io.github.dilm4j.hub.Progress;
import io.github.dilm4j.run.Manifest;
import io.github.dilm4j.run.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunDataTest {
    @TempDir
    private Path root;

    @BeforeEach
    void writeRun() throws IOException {
        StringBuilder rows = new StringBuilder("sentence\tlabel\n");
        for (int i = 0; i < 10; i++) {
            rows.append("text ").append(i).append('\t').append(i % 2).append('\n');
        }
        Files.writeString(root.resolve("train.tsv"), rows);
        Files.writeString(root.resolve("test.tsv"), "sentence\tlabel\nnew\t0\nother\t1\n");
        RunFolder folder = new RunFolder(root);
        Files.writeString(folder.config(), """
                name: tiny
                task: {textFields: [sentence], labels: ['0', '1']}
                data: {train: [train.tsv], report: [test.tsv], selectPerLabel: 2}
                learner: {create: {}}
                generator: {create: {}}
                distil: {dpc: [1], sets: 1}
                """);
        new Manifest(
                        "dilm4j test",
                        Manifest.Platform.current("cpu", "float32", 1),
                        Map.of(),
                        1,
                        "c0",
                        List.of(input("data.train", "train.tsv"), input("data.report", "test.tsv")),
                        List.of(),
                        List.of(),
                        List.of())
                .write(folder.manifest());
    }

    private Manifest.Input input(String name, String file) throws IOException {
        return new Manifest.Input(name, file, Files.size(root.resolve(file)), Sha256.of(root.resolve(file)));
    }

    @Test
    void theSplitsAreThoseOfTheRun() {
        Splits splits = RunData.of(root, Progress.NONE);
        assertThat(splits.fit()).hasSize(6);
        assertThat(splits.select()).hasSize(4).doesNotContainAnyElementsOf(splits.fit());
        assertThat(splits.report()).hasSize(2);
        assertThat(RunData.of(root, Progress.NONE)).isEqualTo(splits);
    }

    @Test
    void otherDataThanTheRunsAreRefused() throws IOException {
        Files.writeString(root.resolve("test.tsv"), "sentence\tlabel\nnew\t1\nother\t0\n");
        assertThatThrownBy(() -> RunData.of(root, Progress.NONE))
                .isInstanceOf(InputException.class)
                .hasMessage("test.tsv: differs from the file of data.report that the run read; put it back");
    }
}
