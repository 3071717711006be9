package io.github.dilm4j.experiment.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.jerolba.carpet.CarpetWriter;
import io.github.dilm4j.base.InputException;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.hub.HubCommits;
import io.github.dilm4j.hub.Progress;
import io.github.dilm4j.run.config.ExperimentConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void write() throws IOException {
        Files.writeString(folder.resolve("train.tsv"), "text\tlabel\n" + rows("World", 6) + rows("Business", 6));
        Files.writeString(folder.resolve("test.tsv"), "text\tlabel\nnew\tWorld\nnewer\tWorld\n");
    }

    private static String rows(String label, int count) {
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < count; i++) {
            rows.append("seen ")
                    .append(label)
                    .append(' ')
                    .append(i)
                    .append('\t')
                    .append(label)
                    .append('\n');
        }
        return rows.toString();
    }

    private Data read(String... overrides) {
        return Data.read(
                ExperimentConfig.parse(
                        "name: x\ntask: {textFields: [text]}\ndata: {train: [train.tsv], report: [test.tsv],"
                                + " selectPerLabel: 2}\nlearner: {create: {}}\ngenerator: {create: {}}\n"
                                + "distil: {dpc: [2]}\n",
                        folder,
                        "here",
                        List.of(overrides)),
                Progress.NONE,
                new HubCommits());
    }

    @Test
    void aLabelThatTheReportSplitLacksIsAWarningWhereAccuracyIsReported() {
        Data data = read();
        assertThat(data.task().labels()).containsExactly("Business", "World");
        assertThat(data.splits().report()).hasSize(2);
        assertThat(data.warnings())
                .containsExactly("the report split has no example of [Business]; the scores say nothing about them");
        assertThatThrownBy(() -> read("task.metric=macroF1"))
                .isInstanceOf(InputException.class)
                .hasMessage(
                        folder.resolve("test.tsv") + ": label 'Business' has no example, and an F1 needs some of every"
                                + " label; add some or score by accuracy (task.metric)");
    }

    record Row(String text, int label) {}

    /** Filtered data sets still name all of their original classes. */
    @Test
    void aClassWithoutARowIsLeftOut() throws IOException {
        Path train = folder.resolve("train.parquet");
        try (CarpetWriter<Row> writer = new CarpetWriter.Builder<>(Files.newOutputStream(train), Row.class)
                .withExtraMetaData(
                        "huggingface",
                        "{\"info\": {\"features\": {\"label\": {\"_type\": \"ClassLabel\", \"names\": [\"Sports\","
                                + " \"World\", \"Business\"]}}}}")
                .build()) {
            for (int i = 0; i < 12; i++) {
                writer.write(new Row("seen " + i, 1 + i % 2));
            }
        }
        Data data = read("data.train=[train.parquet]");
        assertThat(data.task().labels()).containsExactly("World", "Business");
        assertThat(data.splits().fit())
                .allMatch(row -> Integer.parseInt(row.texts().get(0).replace("seen ", "")) % 2 == row.label());
        assertThat(data.splits().report()).extracting(Example::label).containsOnly(0);
        assertThat(data.warnings())
                .contains("no row has a label of [Sports], which the data set's class names list; left out (task.labels"
                        + " names the labels to take)");

        Files.writeString(folder.resolve("test.tsv"), "text\tlabel\nnew\tWorld\ngoal\tSports\n");
        assertThatThrownBy(() -> read("data.train=[train.parquet]"))
                .as("a label with examples in the report split is kept")
                .isInstanceOf(InputException.class)
                .hasMessage(train + ": label 'Sports' has no example; add some, or name only the labels that have some"
                        + " with task.labels");
    }

    @Test
    void theSelectSplitCanHaveFilesOfItsOwn() throws IOException {
        Path select = folder.resolve("select.tsv");
        Files.writeString(select, "text\tlabel\nheld\tWorld\nback\tBusiness\n");
        Data data = read("data.selectPerLabel=0", "data.select=[select.tsv]");
        assertThat(data.splits().select()).extracting(Example::texts).containsExactly(List.of("held"), List.of("back"));
        assertThat(data.splits().fit()).hasSize(12);
        assertThatThrownBy(() -> read("data.select=[select.tsv]"))
                .hasMessageContaining(
                        "data.selectPerLabel must be 0 where data.select names the files of the select split");
        Files.writeString(select, "text\tlabel\nheld\tWorld\n");
        assertThatThrownBy(() -> read("data.selectPerLabel=0", "data.select=[select.tsv]"))
                .hasMessageContaining("label 'Business' has no example");
    }

    @Test
    void settingsThatTookTheRowsAwayAreNamed() {
        Path train = folder.resolve("train.tsv");
        assertThatThrownBy(() -> read("distil.dpc=5"))
                .isInstanceOf(InputException.class)
                .hasMessage(train + ", after data.selectPerLabel (2): label 'Business' has 4 distinct texts, fewer than"
                        + " dpc 5; lower dpc or add examples");
        assertThatThrownBy(() -> read("data.maxTrainRows=4", "data.selectPerLabel=4"))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith(train + ", after data.maxTrainRows (4): label 'Business' has ")
                .hasMessageEndingWith("; add examples or take fewer out (data.selectPerLabel)");
        assertThatThrownBy(() -> read("data.maxTrainRows=11", "data.selectPerLabel=1", "distil.dpc=6"))
                .hasMessageStartingWith(train + ", after data.maxTrainRows (11) and data.selectPerLabel (1): label ");
    }

    @Test
    void numbersInTheReportSplitAreIndicesOnlyIntoLabelsThatWereNamed() throws IOException {
        Path test = Files.writeString(folder.resolve("test.tsv"), "text\tlabel\na\t0\nb\t1\n");
        assertThatThrownBy(this::read)
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith(test + ":2: the label is the number 0, but the labels were found as the names"
                        + " [Business, World]");
        assertThat(read("task.labels=[World, Business]").splits().report())
                .extracting(example -> example.label())
                .containsExactly(0, 1);
    }
}
