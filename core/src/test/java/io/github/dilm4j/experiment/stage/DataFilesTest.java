package io.github.dilm4j.experiment.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.hub.HubCommits;
import io.github.dilm4j.hub.Progress;
import io.github.dilm4j.run.config.ExperimentConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFilesTest {
    @TempDir
    private Path folder;

    private ExperimentConfig config(String train) {
        return ExperimentConfig.parse(
                "name: x\ntask: {textFields: [text]}\ndata: {train: [" + train + "], report: [b.tsv]}\n"
                        + "learner: {create: {}}\ngenerator: {create: {}}\n",
                folder,
                "here",
                List.of());
    }

    @Test
    void aPatternIsAllFilesInTheOrderOfTheirNames() throws IOException {
        Files.createDirectories(folder.resolve("parts"));
        for (String name : List.of("t-2.tsv", "t-10.tsv", "t-1.tsv", "other.tsv")) {
            Files.writeString(folder.resolve("parts").resolve(name), "x");
        }
        assertThat(DataFiles.train(config("'parts/t-*.tsv', c.tsv"), Progress.NONE, new HubCommits()))
                .containsExactly(
                        new DataFiles("parts/t-1.tsv", folder.resolve("parts/t-1.tsv")),
                        new DataFiles("parts/t-10.tsv", folder.resolve("parts/t-10.tsv")),
                        new DataFiles("parts/t-2.tsv", folder.resolve("parts/t-2.tsv")),
                        new DataFiles("c.tsv", folder.resolve("c.tsv")));
        assertThat(DataFiles.report(config("a.tsv"), Progress.NONE, new HubCommits()))
                .containsExactly(new DataFiles("b.tsv", folder.resolve("b.tsv")));
    }

    @Test
    void onlyTheAsteriskIsSpecial() throws IOException {
        for (String name : List.of("[a].tsv", "a.tsv", "{x}?1.tsv")) {
            Files.writeString(folder.resolve(name), "x");
        }
        assertThat(DataFiles.train(config("'[*.tsv', '{*}?*'"), Progress.NONE, new HubCommits()))
                .containsExactly(
                        new DataFiles("[a].tsv", folder.resolve("[a].tsv")),
                        new DataFiles("{x}?1.tsv", folder.resolve("{x}?1.tsv")));
        assertThatThrownBy(() -> DataFiles.train(config("'[b-*.tsv'"), Progress.NONE, new HubCommits()))
                .isInstanceOf(InputException.class)
                .hasMessage(folder.resolve("[b-*.tsv") + ": there is no file of this pattern; check the path");
    }

    @Test
    void aPatternWithoutFilesIsTold() {
        assertThatThrownBy(() -> DataFiles.train(config("'gone/t-*.tsv'"), Progress.NONE, new HubCommits()))
                .isInstanceOf(InputException.class)
                .hasMessage(folder.resolve("gone/t-*.tsv") + ": there is no file of this pattern; check the path");
    }
}
