package io.github.dilm4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.jerolba.carpet.CarpetWriter;
import io.github.dilm4j.base.InputException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.Util;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ParquetTest {
    private static final String CLASS_NAMES =
            "{\"info\":{\"features\":{\"label\":{\"names\":[\"pos\",\"neg\"],\"_type\":\"ClassLabel\"}}}}";

    record Numbered(int id, String text, Long label) {}

    record Named(String label, String text) {}

    record Flagged(String text, boolean label) {}

    record Measured(String text, double label) {}

    record Listed(List<String> text, List<String> label) {}

    record Dated(String text, LocalDate label) {}

    @TempDir
    Path folder;

    private static Task task(String... labels) {
        return new Task("t", List.of("text"), "label", List.of(labels), Metric.ACCURACY);
    }

    private <T> Path write(String name, Class<T> type, List<T> rows, String metadata) throws IOException {
        Path file = folder.resolve(name);
        try (OutputStream out = Files.newOutputStream(file);
                CarpetWriter<T> writer = new CarpetWriter.Builder<>(out, type)
                        .withExtraMetaData("huggingface", metadata)
                        .build()) {
            writer.write(rows);
        }
        return file;
    }

    @Test
    void classNamesOfTheFooterNameTheNumbers() throws IOException {
        Path file = write(
                "a.parquet",
                Numbered.class,
                List.of(new Numbered(7, "a \u00e9", 1L), new Numbered(8, "b\nb", 0L)),
                CLASS_NAMES);

        assertThat(LabelNames.find(List.of(file), "label", TaskKeys.CONFIG)).containsExactly("pos", "neg");
        assertThat(LabelNames.areOrdered(List.of(file), "label")).isTrue();
        assertThat(ExampleFiles.read(List.of(file), task("neg", "pos"), false, TaskKeys.CONFIG))
                .as("the file defines the order of the names")
                .containsExactly(Example.of("a \u00e9", 0), Example.of("b\nb", 1));
        assertThat(ExampleFiles.read(file, task("pos", "neg")))
                .containsExactly(Example.of("a \u00e9", 1), Example.of("b\nb", 0));
        assertThat(ExampleFiles.read(file, task("neg", "pos")))
                .containsExactly(Example.of("a \u00e9", 0), Example.of("b\nb", 1));
        assertThatThrownBy(() -> ExampleFiles.read(file, task("bad", "pos")))
                .isInstanceOf(InputException.class)
                .hasMessage(file + ":1: label '1' ('neg' in this file) is not one of [bad, pos]; add it to task.labels"
                        + " or fix the row");
    }

    @Test
    void spacesAroundTextsAndNamesAreDropped() throws IOException {
        Path numbered = write(
                "a.parquet",
                Numbered.class,
                List.of(new Numbered(7, " a ", 1L), new Numbered(8, "b\n", 0L)),
                CLASS_NAMES.replace("\"pos\"", "\"pos \""));
        assertThat(LabelNames.find(List.of(numbered), "label", TaskKeys.CONFIG)).containsExactly("pos", "neg");
        assertThat(ExampleFiles.read(numbered, task("pos", "neg")))
                .containsExactly(Example.of("a", 1), Example.of("b", 0));
    }

    @Test
    void numbersMayBeTheTasksNames() throws IOException {
        Path file = write(
                "a.parquet", Numbered.class, List.of(new Numbered(7, "a", 1L), new Numbered(8, "b", 0L)), CLASS_NAMES);
        assertThat(ExampleFiles.read(file, task("1", "0"))).containsExactly(Example.of("a", 0), Example.of("b", 1));
    }

    /** Such a file holds the number of the class, whatever the name of the class is. */
    @Test
    void classNamesThatAreNumbersDoNotStandForThemselves() throws IOException {
        List<Numbered> rows = List.of(new Numbered(0, "a", 0L), new Numbered(1, "b", 1L), new Numbered(2, "c", 2L));
        Path stars = write(
                "stars.parquet", Numbered.class, rows, CLASS_NAMES.replace("\"pos\",\"neg\"", "\"1\",\"2\",\"3\""));
        assertThat(ExampleFiles.read(stars, task("1", "2", "3")))
                .containsExactly(Example.of("a", 0), Example.of("b", 1), Example.of("c", 2));
        assertThatThrownBy(() -> ExampleFiles.read(stars, task("1", "2")))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith(stars + ":3: label '2' ('3' in this file) is not one of [1, 2]");
        Path turned = write(
                "turned.parquet", Numbered.class, rows, CLASS_NAMES.replace("\"pos\",\"neg\"", "\"2\",\"1\",\"0\""));
        assertThat(ExampleFiles.read(turned, task("0", "1", "2")))
                .containsExactly(Example.of("a", 2), Example.of("b", 1), Example.of("c", 0));
    }

    @ParameterizedTest
    @EnumSource(names = {"UNCOMPRESSED", "SNAPPY", "GZIP", "ZSTD", "LZ4_RAW"})
    void readsManyRowsInEveryUsualCompression(CompressionCodecName codec) throws IOException {
        List<Named> rows = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            rows.add(new Named(i % 3 == 0 ? "x" : "y", "text " + i));
        }
        Path file = folder.resolve("a.parquet");
        try (OutputStream out = Files.newOutputStream(file);
                CarpetWriter<Named> writer = new CarpetWriter.Builder<>(out, Named.class)
                        .withCompressionCodec(codec)
                        .build()) {
            writer.write(rows);
        }

        assertThat(LabelNames.find(List.of(file), "label", TaskKeys.CONFIG)).containsExactly("x", "y");
        assertThat(ExampleFiles.read(file, task("x", "y")))
                .hasSize(5000)
                .startsWith(Example.of("text 0", 0), Example.of("text 1", 1))
                .endsWith(Example.of("text 4999", 1));
    }

    /** The library cannot write these compressions, so the test changes the compression that the footer names. */
    @ParameterizedTest
    @EnumSource(names = {"BROTLI", "LZO", "LZ4"})
    void aCompressionThatCannotBeReadIsNamed(CompressionCodec codec) throws IOException {
        Path file = write("a.parquet", Named.class, List.of(new Named("x", "a"), new Named("y", "b")), "{}");
        setCodec(file, codec);

        assertSentence(
                file,
                task("x", "y"),
                ": is compressed with " + codec.name().toLowerCase(Locale.ROOT)
                        + ", which cannot be read; rewrite the file with zstd or snappy");
    }

    /** Inverts each byte in turn. The file is read or refused with a sentence that names no class of the library. */
    @Test
    void damageOfAnyByte() throws IOException {
        Path file = write("a.parquet", Named.class, List.of(new Named("x", "a"), new Named("y", "b")), "{}");
        byte[] sound = Files.readAllBytes(file);
        for (int i = 0; i < sound.length; i++) {
            byte[] damaged = sound.clone();
            damaged[i] = (byte) ~damaged[i];
            Files.write(file, damaged);
            try {
                ExampleFiles.read(file, task("x", "y"));
            } catch (InputException e) {
                assertThat(e.getMessage()).as("byte " + i).doesNotContain("apache", "Exception");
            }
        }
    }

    private static void setCodec(Path file, CompressionCodec codec) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        int length = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(bytes.length - 8);
        int begin = bytes.length - 8 - length;
        FileMetaData footer = Util.readFileMetaData(new ByteArrayInputStream(bytes, begin, length));
        footer.getRow_groups()
                .forEach(group ->
                        group.getColumns().forEach(chunk -> chunk.getMeta_data().setCodec(codec)));
        ByteArrayOutputStream changed = new ByteArrayOutputStream();
        Util.writeFileMetaData(footer, changed);
        try (OutputStream out = Files.newOutputStream(file)) {
            out.write(bytes, 0, begin);
            changed.writeTo(out);
            out.write(ByteBuffer.allocate(4)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(changed.size())
                    .array());
            out.write(bytes, bytes.length - 4, 4);
        }
    }

    @Test
    void textsThatAreNotUtf8AreRefused() throws IOException {
        Path file = folder.resolve("a.parquet");
        try (OutputStream out = Files.newOutputStream(file);
                CarpetWriter<Named> writer = new CarpetWriter.Builder<>(out, Named.class)
                        .withCompressionCodec(CompressionCodecName.UNCOMPRESSED)
                        .build()) {
            writer.write(List.of(new Named("x", "good"), new Named("y", "caf@@")));
        }
        String latin1 = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        Files.writeString(file, latin1.replace("caf@@", "caf\u00e9!"), StandardCharsets.ISO_8859_1);

        assertSentence(
                file,
                task("x", "y"),
                ":2: column 'text' is not UTF-8 text; write the file's strings as UTF-8, or remove the row");
    }

    @Test
    void booleansAreLabels() throws IOException {
        Path file =
                write("a.parquet", Flagged.class, List.of(new Flagged("a", true), new Flagged("b", false)), "not JSON");

        assertThat(ExampleFiles.read(file, task("false", "true")))
                .containsExactly(Example.of("a", 1), Example.of("b", 0));
    }

    @Test
    void wholeNumbersMayBeStoredAsFloats() throws IOException {
        Path file = write("a.parquet", Measured.class, List.of(new Measured("a", 1), new Measured("b", 0)), "{}");
        Path named =
                write("b.parquet", Measured.class, List.of(new Measured("a", 1), new Measured("b", 0)), CLASS_NAMES);
        Path gap = write("c.parquet", Measured.class, List.of(new Measured("a", Double.NaN)), "{}");

        assertThat(LabelNames.find(List.of(file), "label", TaskKeys.CONFIG)).containsExactly("0", "1");
        assertThat(ExampleFiles.read(file, task("0", "1"))).containsExactly(Example.of("a", 1), Example.of("b", 0));
        assertThat(ExampleFiles.read(named, task("neg", "pos")))
                .containsExactly(Example.of("a", 0), Example.of("b", 1));
        assertSentence(gap, task("0", "1"), ":1: column 'label' is NaN; fill it or remove the row");
    }

    @Test
    void aDateIsNoLabel() throws IOException {
        Path file = write("a.parquet", Dated.class, List.of(new Dated("a", LocalDate.EPOCH)), "{}");

        assertSentence(
                file, task("0", "1"), ": column 'label' holds neither strings nor numbers; name a column of labels");
    }

    @Test
    void saysWhatIsWrong() throws IOException {
        Path named = write("a.parquet", Named.class, List.of(new Named("x", "a"), new Named("x", null)), "{}");
        Path listed = write("b.parquet", Listed.class, List.of(new Listed(List.of("a"), List.of("x"))), "{}");
        Path none = write("c.parquet", Named.class, List.of(), "{}");
        Path text = Files.writeString(folder.resolve("d.parquet"), "text\tlabel\na\tx\n");
        Path cut = folder.resolve("e.parquet");
        byte[] bytes = Files.readAllBytes(named);
        Files.write(cut, Arrays.copyOf(bytes, bytes.length - 20));
        Path damaged = folder.resolve("f.parquet");
        Arrays.fill(bytes, 4, 60, (byte) 0xff);
        Files.write(damaged, bytes);
        Task task = task("x", "y");

        assertSentence(named, task, ":2: column 'text' is null; fill it or remove the row");
        assertSentence(
                named,
                new Task("t", List.of("texts"), "label", List.of("x", "y"), Metric.ACCURACY),
                ": there is no column 'texts' among [label, text], did you mean 'text'? Name it with task.textFields");
        assertSentence(listed, task, ": column 'text' does not hold strings; name a column of texts");
        assertThatThrownBy(() -> LabelNames.find(List.of(listed), "label", TaskKeys.CONFIG))
                .isInstanceOf(InputException.class)
                .hasMessage(listed + ": column 'label' holds neither strings nor numbers; name a column of labels");
        assertSentence(none, task, ": has columns but no rows; give a file with examples");
        assertSentence(text, task, ": is not a Parquet file or is cut off; copy or download the file again");
        assertSentence(cut, task, ": is not a Parquet file or is cut off; copy or download the file again");
        assertSentence(damaged, task, ": the Parquet data is damaged; copy or download the file again");
    }

    private static void assertSentence(Path file, Task task, String sentence) {
        assertThatThrownBy(() -> ExampleFiles.read(file, task))
                .isInstanceOf(InputException.class)
                .hasMessage(file + sentence);
    }
}
