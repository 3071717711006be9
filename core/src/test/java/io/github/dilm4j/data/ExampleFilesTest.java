package io.github.dilm4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.RandomStreams;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExampleFilesTest {
    private static final Task SENTIMENT =
            new Task("sentiment", List.of("text"), "label", List.of("negative", "positive"), Metric.ACCURACY);
    private static final Task PAIRS =
            new Task("pairs", List.of("premise", "hypothesis"), "gold", List.of("0", "1", "2"), Metric.ACCURACY);

    @TempDir
    Path folder;

    private Path file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }

    @Test
    void tsvKeepsQuotesAndControlCharacters() throws IOException {
        Path file = file("a.tsv", "id\tlabel\ttext\n1\t1\t\"so\" good \u0001 ,\n2\t0\tna\u00efve \uD83D\uDE00\n");

        assertThat(ExampleFiles.read(file, SENTIMENT))
                .containsExactly(Example.of("\"so\" good \u0001 ,", 1), Example.of("na\u00efve \uD83D\uDE00", 0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text\tlabel\na b\tpositive\nc\tnegative\n",
                "text\tlabel\na b\tpositive\nc\tnegative",
                "\uFEFFtext\tlabel\r\na b\tpositive\r\nc\tnegative\r\n",
                "text\tlabel\n\na b\tpositive\n\nc\tnegative\n\n\n",
                "label\ttext\n1\ta b\n0\tc\n",
                "label\ttext\n1\ta b\nnegative\tc\n",
                " label \ttext\u00a0\n1.0\ta b\n0.\tc\n"
            })
    void tsvVariantsReadTheSame(String content) throws IOException {
        assertThat(ExampleFiles.read(file("a.tsv", content), SENTIMENT))
                .containsExactly(Example.of("a b", 1), Example.of("c", 0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text,label\n\"a, \"\"b\"\"\nc\",positive\nd,negative\n",
                "\uFEFFlabel,text\r\n1,\"a, \"\"b\"\"\nc\"\r\n0,d",
                ",text,label\n0,\"a, \"\"b\"\"\nc\",positive\n1,d,negative\n\n",
            })
    void csvVariantsReadTheSame(String content) throws IOException {
        assertThat(ExampleFiles.read(file("a.csv", content), SENTIMENT))
                .containsExactly(Example.of("a, \"b\"\nc", 1), Example.of("d", 0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"text\":\"a\\tb\",\"label\":\"positive\"}\n{\"text\":\"c\",\"label\":\"negative\"}\n",
                "{\"label\":1,\"text\":\"a\\tb\"}\r\n\r\n{\"label\":0,\"text\":\"c\"}",
                "\uFEFF{\"label\":1.0,\"x\":{\"label\":[9]},\"text\":\"a\\u0009b\"}\n  {\"label\":\"0\",\"text\":\"c\"} \n"
            })
    void jsonVariantsReadTheSame(String content) throws IOException {
        assertThat(ExampleFiles.read(file("a.ndjson", content), SENTIMENT))
                .containsExactly(Example.of("a\tb", 1), Example.of("c", 0));
    }

    @Test
    void spacesAroundTextsAndLabelsAreDropped() throws IOException {
        for (Path file : List.of(
                file("a.tsv", "label\ttext\n positive\t  a  b . \nnegative\u00a0\tc\u3000\n"),
                file("a.csv", "label,text\n positive,\"\n a  b . \"\nnegative\u202f ,\u0085c \n"),
                file(
                        "a.jsonl",
                        "{\"label\":\" positive\",\"text\":\"\\ta  b . \"}\n{\"label\":\"negative \",\"text\":\"c\\n\"}"))) {
            assertThat(ExampleFiles.read(file, SENTIMENT)).containsExactly(Example.of("a  b .", 1), Example.of("c", 0));
            assertThat(LabelNames.find(List.of(file), "label", TaskKeys.CONFIG))
                    .containsExactly("negative", "positive");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "true, false, True, False, TRUE, false",
        "1.0, 0.0, 1, 0, 1.00, 0.",
        "12.0, -3.0, 12, -3, 1.2E1, -3.000e+00",
        "caf\u00e9, z, cafe\u0301, z, caf\u00e9\u00a0, z"
    })
    void aLabelIsTheSameInEveryFile(String jsonA, String jsonB, String csvA, String csvB, String tsvA, String tsvB)
            throws IOException {
        boolean quoted = jsonB.equals("z");
        String json = quoted ? "{\"text\":\"%s\",\"label\":\"%s\"}\n" : "{\"text\":\"%s\",\"label\":%s}\n";
        List<Path> files = List.of(
                file("a.jsonl", String.format(json, "a", jsonA) + String.format(json, "b", jsonB)),
                file("a.csv", "text,label\na," + csvA + "\nb," + csvB + "\n"),
                file("a.tsv", "text\tlabel\na\t" + tsvA + "\nb\t" + tsvB + "\n"));

        List<String> labels = LabelNames.find(files, "label", TaskKeys.CONFIG);
        Task found = new Task("t", List.of("text"), "label", labels, Metric.ACCURACY);
        Task named = new Task("t", List.of("text"), "label", List.of(csvB, csvA), Metric.ACCURACY);
        assertThat(labels).hasSize(2);
        for (Path file : files) {
            assertThat(ExampleFiles.read(file, named)).containsExactly(Example.of("a", 1), Example.of("b", 0));
            assertThat(ExampleFiles.read(List.of(file), found, false, TaskKeys.CONFIG))
                    .extracting(Example::label)
                    .containsExactly(labels.indexOf(Normalised.label(csvA)), labels.indexOf(Normalised.label(csvB)));
        }
    }

    @Test
    void jsonFieldsThatNobodyReadsMayHoldWhatIsNoJsonNumber() throws IOException {
        Path file = file(
                "a.jsonl",
                "{\"text\":\"a\",\"score\":NaN,\"label\":1}\n{\"x\":[-Infinity],\"text\":\"b\",\"label\":0}\n");

        assertThat(ExampleFiles.read(file, SENTIMENT)).containsExactly(Example.of("a", 1), Example.of("b", 0));
    }

    /**
     * GLUE's files have texts with quotes at their ends. A file is refused only if it doubles quotes as CSV does and
     * uses quotes in no other way.
     */
    @Test
    void tsvMayHaveTextsInQuotesBesidesOthers() throws IOException {
        Path file = file("a.tsv", "text\tlabel\n\"a \"\"b\"\"\"\t1\nhe said \"c\"\t0\n");

        assertThat(ExampleFiles.read(file, SENTIMENT))
                .containsExactly(Example.of("\"a \"\"b\"\"\"", 1), Example.of("he said \"c\"", 0));
        assertThat(ExampleFiles.read(file("b.tsv", "text\tlabel\n\"a\"\t1\n\"\"\t0\n"), SENTIMENT))
                .hasSize(2);
    }

    @Test
    void hintsNameWhatTheUserTyped() throws IOException {
        Path file = file("a.tsv", "text\tlabel\na\tgood\n");

        assertThatThrownBy(() -> ExampleFiles.read(List.of(file), SENTIMENT, true, TaskKeys.OPTIONS))
                .hasMessage(file + ":2: label 'good' is not one of [negative, positive]; add it to --labels or fix the"
                        + " row");
        assertThatThrownBy(() -> ExampleFiles.read(List.of(file), PAIRS, true, TaskKeys.OPTIONS))
                .hasMessageEndingWith("; name one of these with --text");
        assertThatThrownBy(() -> LabelNames.find(List.of(file), "gold", TaskKeys.OPTIONS))
                .hasMessageEndingWith("; name one of these with --label");
    }

    @Test
    void numbersThatAreNamesAreNeverIndices() throws IOException {
        Task task = new Task("t", List.of("text"), "label", List.of("2", "1"), Metric.ACCURACY);

        assertThat(ExampleFiles.read(file("a.tsv", "text\tlabel\na\t1\nb\t2\n"), task))
                .containsExactly(Example.of("a", 1), Example.of("b", 0));
    }

    @Test
    void extensionsInAnyCaseAndSeveralFilesInOrder() throws IOException {
        Path first = file("a.TSV", "text\tlabel\na\t1\n");
        Path second = file("b.Csv", "text,label\nb,0\n");

        assertThat(ExampleFiles.read(List.of(second, first), SENTIMENT))
                .containsExactly(Example.of("b", 0), Example.of("a", 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.jsonl", "a.jsonl.gz", "a.ndjson", "a.csv", "a.csv.gz", "a.tsv", "a.tsv.gz"})
    void writtenExamplesReadBackTheSame(String name) throws IOException {
        boolean tsv = name.contains("tsv");
        for (long seed = 0; seed < 20; seed++) {
            List<Example> examples = randomExamples(seed, tsv);
            Path file = folder.resolve(name);

            ExampleFiles.write(file, examples, PAIRS);
            byte[] bytes = Files.readAllBytes(file);
            ExampleFiles.write(file, examples, PAIRS);

            assertThat(ExampleFiles.read(file, PAIRS)).as("seed %d", seed).isEqualTo(examples);
            assertThat(Files.readAllBytes(file)).isEqualTo(bytes);
        }
        assertThat(folder).isDirectoryContaining("glob:**" + name).isDirectoryNotContaining("glob:**.part");
    }

    private static List<Example> randomExamples(long seed, boolean forTsv) {
        String[] pieces = {
            "a",
            "\"",
            "'",
            ",",
            "\\",
            " ",
            "\u00e9",
            "\uD83D\uDE00",
            "\u2028",
            "{",
            "0",
            "\uFEFF",
            "#",
            "\t",
            "\n",
            "\r\n",
            "\u0000",
            "\u0085"
        };
        UniformRandomProvider random = new RandomStreams(seed).stream("examples");
        List<Example> examples = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            List<String> texts = new ArrayList<>();
            for (int text = 0; text < 2; text++) {
                StringBuilder built = new StringBuilder();
                for (int piece = random.nextInt(8); piece >= 0; piece--) {
                    String next = pieces[random.nextInt(pieces.length)];
                    built.append(forTsv && "\t\r\n".contains(next) ? "_" : next);
                }
                texts.add(Normalised.text(built.append('x').toString()));
            }
            examples.add(new Example(texts, random.nextInt(3)));
        }
        return examples;
    }

    @Test
    void jsonlHasTheInputsFieldNamesAndNumbersWhereLabelsAreNumbers() throws IOException {
        Path file = folder.resolve("a.jsonl");

        ExampleFiles.write(file, List.of(new Example(List.of("p \u00e9", "h"), 2)), PAIRS);
        assertThat(Files.readString(file)).isEqualTo("{\"premise\":\"p \u00e9\",\"hypothesis\":\"h\",\"gold\":2}\n");

        ExampleFiles.write(file, List.of(Example.of("t\u2028\u0085\u2029.", 1)), SENTIMENT);
        assertThat(Files.readString(file))
                .as("escaped, since some tools treat these characters as line ends")
                .isEqualTo("{\"text\":\"t\\u2028\\u0085\\u2029.\",\"label\":\"positive\"}\n");

        ExampleFiles.write(file, List.of(Example.of("t\n", 1), Example.of("u", 0)), SENTIMENT);
        assertThat(Files.readString(file))
                .isEqualTo("{\"text\":\"t\\n\",\"label\":\"positive\"}\n{\"text\":\"u\",\"label\":\"negative\"}\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\tb", "a\nb", "a\rb"})
    void tsvRefusesWhatItCannotHold(String text) {
        Path file = folder.resolve("a.tsv");

        assertThatThrownBy(() -> ExampleFiles.write(file, List.of(Example.of("x", 1), Example.of(text, 1)), SENTIMENT))
                .isInstanceOf(InputException.class)
                .hasMessage(file + ": example 2 holds a tab or a line end, which TSV cannot; name the file .jsonl or"
                        + " .csv");
        assertThat(folder).isEmptyDirectory();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            a.parquet | Parquet is only read, not written; name the file .jsonl
            a.txt | its extension is not a known one; name it .tsv, .csv, .jsonl or .ndjson (each also with .gz) or \
            .parquet after what it holds
            """)
    void refusesToWriteOtherFormats(String name, String problem) {
        Path file = folder.resolve(name);

        assertThatThrownBy(() -> ExampleFiles.write(file, List.of(Example.of("x", 1)), SENTIMENT))
                .isInstanceOf(InputException.class)
                .hasMessage(file + ": " + problem);
    }

    @Test
    void writingFailsOnHalfACharacterAndLeavesTheOldFile() throws IOException {
        Path file = file("a.tsv", "old");

        assertThatThrownBy(() -> ExampleFiles.write(file, List.of(Example.of("x\uD83D", 1)), SENTIMENT))
                .isInstanceOf(UncheckedIOException.class);
        assertThat(file).hasContent("old");
    }

    @Test
    void examplesBeforeAWrongRowHaveBeenHandedOver() throws IOException {
        Path file = file("a.tsv", "text\tlabel\na\t1\nb\tbad\n");
        List<Example> seen = new ArrayList<>();

        assertThatThrownBy(() -> ExampleFiles.forEach(file, SENTIMENT, seen::add))
                .isInstanceOf(InputException.class);
        assertThat(seen).containsExactly(Example.of("a", 1));
    }

    @ParameterizedTest
    @ValueSource(ints = {65533, 65534, 65535, 65536, 65537, 200_000})
    void linesMayEndAnywhereInTheBuffer(int length) throws IOException {
        String text = "\u00e9".repeat(length / 2) + "x".repeat(length % 2);
        Path file = file("a.tsv", "label\ttext\r\n1\t" + text + "\r\n0\tend\r\n");

        assertThat(ExampleFiles.read(file, SENTIMENT)).containsExactly(Example.of(text, 1), Example.of("end", 0));
    }

    @Test
    void unpackingStopsAtAnAbsurdRatio() throws IOException {
        InputStream zeros = new RatioGuard(new ByteArrayInputStream(new byte[9000]), Path.of("a.tsv.gz"), 8, 100);

        assertThat(zeros.readNBytes(800)).hasSize(800);
        assertThatThrownBy(() -> zeros.readNBytes(1))
                .isInstanceOf(InputException.class)
                .hasMessage("a.tsv.gz: unpacks to more than 100 times its size, over 800 bytes; if that is"
                        + " intended, unpack it yourself");
        assertThat(new RatioGuard(new ByteArrayInputStream(new byte[9000]), Path.of("a"), 8, 9000).readAllBytes())
                .hasSize(9000);
    }
}
