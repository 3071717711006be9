package io.github.dilm4j.data;

import static org.assertj.core.api.Assertions.assertThat;

import com.jerolba.carpet.CarpetWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CardNamesTest {
    private static final String FEATURES = """
            features:
              - name: sentence
                dtype: string
              - name: label
                dtype:
                  class_label:
                    names:
                      '1': positive
                      '0': negative
            """;

    record Row(String sentence, long label) {}

    @TempDir
    private Path folder;

    private Path parquet(String name, String metadata) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        try (OutputStream out = Files.newOutputStream(file);
                CarpetWriter<Row> writer = new CarpetWriter.Builder<>(out, Row.class)
                        .withExtraMetaData("huggingface", metadata)
                        .build()) {
            writer.write(List.of(new Row("a", 1), new Row("b", 0)));
        }
        return file;
    }

    private Path parquet(String name) throws IOException {
        return parquet(name, "{}");
    }

    private void card(String yaml) throws IOException {
        Files.writeString(folder.resolve("README.md"), "---\n" + yaml + "---\n\n# A data set\n\n---\n");
    }

    private static String config(String name, String... labels) {
        return "- config_name: " + name + "\n  features:\n  - name: label\n    dtype: {class_label: {names: ["
                + String.join(", ", labels) + "]}}\n";
    }

    private static List<String> found(Path file) {
        return LabelNames.find(List.of(file), "label", TaskKeys.CONFIG);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.parquet", "sst2/a.parquet", "sst2/train/0000.parquet"})
    void theCardOfOneConfigNamesTheNumbers(String name) throws IOException {
        card("license: mit\ndataset_info:\n" + FEATURES.indent(2));
        Path file = parquet(name);

        assertThat(found(file)).containsExactly("negative", "positive");
        Task task = new Task("t", List.of("sentence"), "label", List.of("positive", "negative"), Metric.ACCURACY);
        assertThat(ExampleFiles.read(file, task)).containsExactly(Example.of("a", 0), Example.of("b", 1));
    }

    @Test
    void theCardNamesTheNumbersOfATextFileUnlessItsNamesAreNumbers() throws IOException {
        card("dataset_info:\n" + FEATURES.indent(2));
        Path numbers = Files.writeString(folder.resolve("a.csv"), "sentence,label\na,1\nb,0\n");
        Path names = Files.writeString(
                folder.resolve("a.jsonl"),
                "{\"sentence\": \"a\", \"label\": \"positive\"}\n{\"sentence\": \"b\", \"label\": \"negative\"}\n");
        Task task = new Task("t", List.of("sentence"), "label", List.of("positive", "negative"), Metric.ACCURACY);
        for (Path file : List.of(numbers, names)) {
            assertThat(found(file)).containsExactly("negative", "positive");
            assertThat(ExampleFiles.read(file, task)).containsExactly(Example.of("a", 0), Example.of("b", 1));
        }

        card("dataset_info:\n" + config("stars", "2", "1"));
        assertThat(found(numbers)).containsExactly("0", "1");
    }

    @Test
    void ofSeveralConfigsTheFoldersOwnIsTaken() throws IOException {
        card("dataset_info:\n" + config("cola", "bad", "good") + config("sst2", "neg", "pos"));

        assertThat(found(parquet("cola/a.parquet"))).containsExactly("bad", "good");
        assertThat(found(parquet("sst2/train/0.parquet"))).containsExactly("neg", "pos");
        assertThat(found(parquet("data/a.parquet"))).containsExactly("0", "1");
    }

    @Test
    void whatAllConfigsAgreeOnHoldsForEveryFile() throws IOException {
        card("dataset_info:\n" + config("small", "neg", "pos") + config("large", "neg", "pos")
                + "- config_name: other\n  features: []\n");

        assertThat(found(parquet("data/a.parquet"))).containsExactly("neg", "pos");
        assertThat(found(parquet("other/a.parquet"))).containsExactly("0", "1");
    }

    @Test
    void theFootersNamesAreNearer() throws IOException {
        card("dataset_info:\n" + FEATURES.indent(2));
        assertThat(found(parquet("a.parquet", "{\"info\":{\"features\":{\"label\":{\"names\":[\"x\",\"y\"]}}}}")))
                .containsExactly("x", "y");
    }

    @Test
    void aNearerReadmeWithoutNamesDoesNotHideTheCard() throws IOException {
        card("dataset_info:\n" + FEATURES.indent(2));
        Path file = parquet("sst2/a.parquet");
        Files.writeString(folder.resolve("sst2/README.md"), "# Notes\n");
        assertThat(found(file)).containsExactly("negative", "positive");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dataset_info: [\n",
                "dataset_info: {features: 3}\n",
                "dataset_info: text\n",
                "dataset_info:\n  features:\n  - label\n",
                "dataset_info:\n  features: [{name: label, dtype: int64}]\n",
                "dataset_info:\n  features: [{name: label, dtype: {class_label: {names: {'0': a, '2': b}}}}]\n",
                "dataset_info:\n  features: [{name: label, dtype: {class_label: {names: [a, [b]]}}}]\n",
                "dataset_info:\n  features: [{name: label, dtype: {class_label: {names: [a, null]}}}]\n",
                "dataset_info: &a [*a]\n",
                "dataset_info: !!javax.script.ScriptEngineManager [x]\n",
                "\tdataset_info: x\n",
                "- a\n",
                ""
            })
    void aCardThatCannotBeUnderstoodNamesNothing(String yaml) throws IOException {
        card(yaml);
        assertThat(found(parquet("a.parquet"))).containsExactly("0", "1");
    }

    @Test
    void aCardThatIsNoTextOrNestsDeeplyNamesNothing() throws IOException {
        Path file = parquet("a.parquet");
        card("dataset_info: " + "[".repeat(100_000) + "\n");
        assertThat(found(file)).containsExactly("0", "1");
        Files.write(folder.resolve("README.md"), new byte[] {'-', '-', '-', '\n', (byte) 0xff, 0, 1});
        assertThat(found(file)).containsExactly("0", "1");
        Files.writeString(folder.resolve("README.md"), "---\n" + "x\n".repeat(100_000));
        assertThat(found(file)).containsExactly("0", "1");
    }
}
