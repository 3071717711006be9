package io.github.dilm4j.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dilm4j.base.Folders;
import io.github.dilm4j.base.InputException;
import io.github.dilm4j.hub.HubSettings;
import io.github.dilm4j.hub.Progress;
import io.github.dilm4j.run.config.DistilConfig;
import io.github.dilm4j.run.config.ExperimentConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SetupTest {
    @TempDir
    private Path folder;

    private static Request request(Path data, Optional<Path> test, Optional<String> group) {
        return new Request(
                data.toString(),
                test.map(Path::toString),
                List.of(),
                Optional.empty(),
                List.of(),
                group,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                true,
                1,
                List.of("device=cpu"));
    }

    /** Writes rows of two labels by up to twelve authors. Texts are numbered from {@code from}. */
    private Path file(String name, int from, int rows) throws IOException {
        StringBuilder lines = new StringBuilder("author,text,label\n");
        for (int i = from; i < from + rows; i++) {
            lines.append("a").append(i / 2 % 12).append(",Text ").append(i).append(i % 2 == 0 ? ",yes\n" : ",no\n");
        }
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, lines);
    }

    private Setup setup(Request request) {
        return Setup.in(folder.resolve("run"), request, Progress.NONE);
    }

    private List<String> rows(String split) throws IOException {
        return Files.readAllLines(folder.resolve("run/data").resolve(split));
    }

    @Test
    void aFolderOfTrainAndTestFilesKeepsItsOwnReportSplit() throws IOException {
        file("set/train-0.csv", 0, 60);
        file("set/train-1.csv", 60, 60);
        file("set/test.csv", 110, 30);
        Files.writeString(folder.resolve("set/README.md"), "about");
        Setup setup = setup(request(folder.resolve("set"), Optional.empty(), Optional.empty()));
        assertThat(rows("test.jsonl")).hasSize(30);
        assertThat(rows("train.jsonl").size() + rows("select.jsonl").size()).isEqualTo(110);
        assertThat(setup.notes()).anyMatch(note -> note.startsWith("left out 10 rows whose texts stand in "));
        assertThat(setup.config().name()).isEqualTo("set");
        assertThat(setup.config().distil().dpc()).containsExactly(5, 10, 20);
    }

    @Test
    void groupsStayTogether() throws IOException {
        Path data = file("reviews.csv", 0, 240);
        setup(request(data, Optional.empty(), Optional.of("author")));
        // row i is by author i / 2 % 12
        List<List<Integer>> authors = List.of(authors("train.jsonl"), authors("select.jsonl"), authors("test.jsonl"));
        assertThat(authors.get(0))
                .doesNotContainAnyElementsOf(authors.get(1))
                .doesNotContainAnyElementsOf(authors.get(2));
        assertThat(authors.get(1)).isNotEmpty().doesNotContainAnyElementsOf(authors.get(2));
        assertThatThrownBy(() -> Setup.in(
                        folder.resolve("b"), request(data, Optional.empty(), Optional.of("writer")), Progress.NONE))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("there is no column 'writer' among [author, text, label]")
                .hasMessageContaining("--group");
        assertThat(folder.resolve("b")).doesNotExist();
    }

    private List<Integer> authors(String split) throws IOException {
        return rows(split).stream()
                .map(row -> Integer.parseInt(row.replaceAll("\\D+", "")) / 2 % 12)
                .distinct()
                .toList();
    }

    @Test
    void longTextsGetLongModels() throws IOException {
        Path data = file("reviews.csv", 0, 120);
        Files.writeString(data, Files.readString(data).replace("Text", "one of many longer texts ".repeat(6)));
        Setup longer = setup(request(data, Optional.empty(), Optional.empty()));
        assertThat(longer.config().learner().maxTokens()).isEqualTo(56);
        assertThat(longer.config().generator().maxTokens()).isEqualTo(56);
    }

    @Test
    void aPretrainedGeneratorTeachesItselfForFourRounds() throws IOException {
        Request plain = request(file("reviews.csv", 0, 120), Optional.empty(), Optional.empty());
        Request pretrained = new Request(
                plain.data(),
                plain.test(),
                plain.textFields(),
                plain.labelField(),
                plain.labels(),
                plain.groupField(),
                plain.dpc(),
                Optional.of(folder.toString()),
                Optional.of(folder.toString()),
                false,
                plain.seed(),
                plain.settings());
        ExperimentConfig config = setup(pretrained).config();
        assertThat(config.selfTraining().rounds()).isEqualTo(4);
        assertThat(config.selfTraining().candidates()).isEqualTo(1500);
        assertThat(config.selfTraining().byTangents()).isTrue();
        assertThat(config.distil().writers()).isEqualTo(DistilConfig.Writers.BOTH);
    }

    @Test
    void anotherRunsFolderIsLeftAlone() throws IOException {
        Path data = file("reviews.csv", 0, 120);
        Files.createDirectories(folder.resolve("run/data"));
        assertThatThrownBy(() -> setup(request(data, Optional.empty(), Optional.empty())))
                .isInstanceOf(InputException.class)
                .hasMessageEndingWith("holds data, which is not of this command; choose another folder with --out");
    }

    /** Setup writes results with these names, and would count files in a data folder as data. */
    @Test
    void resultsNeverReplaceData() throws IOException {
        Path data = file("run/distilled.jsonl", 0, 120);
        assertThatThrownBy(() -> setup(request(data, Optional.empty(), Optional.empty())))
                .isInstanceOf(InputException.class)
                .hasMessageEndingWith(
                        "holds distilled.jsonl, which is not of this command; choose another folder with --out");
        Files.delete(data);
        file("run/coreset.jsonl", 0, 120);
        assertThatThrownBy(() -> setup(request(folder.resolve("run"), Optional.empty(), Optional.empty())))
                .isInstanceOf(InputException.class)
                .hasMessage(folder.resolve("run") + ": is the folder that the data are read from, where results would"
                        + " count as data; choose another folder with --out");
        assertThat(Folders.entries(folder.resolve("run"))).containsExactly(folder.resolve("run/coreset.jsonl"));
    }

    @Test
    void anInterruptedSetupIsCompleted() throws IOException {
        Path data = file("reviews.csv", 0, 120);
        Request request = request(data, Optional.empty(), Optional.empty());
        setup(request);
        List<String> whole = rows("train.jsonl");
        Files.delete(folder.resolve("run/config.yaml")); // this file is written last
        Files.delete(folder.resolve("run/data/train.jsonl"));
        setup(request);
        assertThat(rows("train.jsonl")).isEqualTo(whole);
        assertThat(folder.resolve("run/config.yaml")).exists();
    }

    @Test
    void modelsThatCannotBeFetchedAreMadeFromNothingWithAWarning() {
        Request request = new Request(
                "x.csv",
                Optional.empty(),
                List.of(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.of(folder.toString()),
                false,
                1,
                List.of());
        HubSettings offline =
                HubSettings.of(Map.of("HF_HUB_CACHE", folder.resolve("cache").toString(), "HF_HUB_OFFLINE", "1"));
        BaseModels models = BaseModels.of(request, () -> offline, Progress.NONE);
        assertThat(models.learner()).isEmpty();
        assertThat(models.generator()).contains(folder.toString());
        assertThat(models.warnings())
                .singleElement()
                .satisfies(warning -> assertThat(warning)
                        .startsWith(
                                "the learner is trained from scratch on these texts, and its scores are far below those of a"
                                        + " pretrained one: sentence-transformers/all-MiniLM-L6-v2: ")
                        .endsWith(", or name one with --learner"));
    }

    @Test
    void namesComeFromTheData() {
        assertThat(Setup.name("some/my reviews.csv.gz")).isEqualTo("my-reviews");
        assertThat(Setup.name("hf://datasets/nyu-mll/glue/sst2")).isEqualTo("sst2");
        assertThat(Setup.name("folder/")).isEqualTo("folder");
        assertThat(Setup.name("..")).isEqualTo("data");
    }
}
