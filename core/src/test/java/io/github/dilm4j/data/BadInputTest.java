package io.github.dilm4j.data;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dilm4j.base.InputException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every kind of invalid file gives its own sentence, tested word for word. */
class BadInputTest {
    private static final Task SENTIMENT =
            new Task("sentiment", List.of("text"), "label", List.of("negative", "positive"), Metric.ACCURACY);
    private static final Task PAIRS =
            new Task("pairs", List.of("premise", "hypothesis"), "label", List.of("no", "yes"), Metric.ACCURACY);
    private static final Task STARS =
            new Task("stars", List.of("text"), "label", List.of("1", "2", "3"), Metric.ACCURACY);

    @TempDir
    Path folder;

    /** A file and its message. Each character of the content is one byte. The message omits the file's folder. */
    record Case(Task task, String file, String content, String sentence) {
        @Override
        public String toString() {
            return sentence;
        }
    }

    private static Case bad(String file, String content, String sentence) {
        return bad(SENTIMENT, file, content, sentence);
    }

    private static Case bad(String file, byte[] content, String sentence) {
        return new Case(SENTIMENT, file, new String(content, ISO_8859_1), sentence);
    }

    private static Case bad(Task task, String file, String content, String sentence) {
        return new Case(task, file, new String(content.getBytes(UTF_8), ISO_8859_1), sentence);
    }

    static Stream<Case> tsv() {
        return Stream.of(
                bad("a.tsv", "", "a.tsv: is empty; give a file with examples"),
                bad("a.tsv", "text\tlabel\n", "a.tsv: has a header but no rows; give a file with examples"),
                bad("a.tsv", "text\tlabel", "a.tsv: has a header but no rows; give a file with examples"),
                bad("a.tsv", "text\tlabel\n\n\r\n", "a.tsv: has a header but no rows; give a file with examples"),
                bad(
                        "a.tsv",
                        "sentence\tlabel\nx\tpositive\n",
                        "a.tsv:1: there is no column 'text' among [sentence, label]; name one of these with task.textFields"),
                bad(
                        "a.tsv",
                        "texts\tlabel\nx\tpositive\n",
                        "a.tsv:1: there is no column 'text' among [texts, label], did you mean 'texts'? Name it with task.textFields"),
                bad(
                        "a.tsv",
                        "text\tLabel\nx\tpositive\n",
                        "a.tsv:1: there is no column 'label' among [text, Label], did you mean 'Label'? Name it with task.labelField"),
                bad(
                        "a.tsv",
                        "\"text\"\t\"label\"\nx\tpositive\n",
                        "a.tsv:1: the header is in quotes; quotes are text in a .tsv, write the file without quoting or as .csv"),
                bad(
                        "a.tsv",
                        "text\tlabel\nso good\tpositive\n\"so \"\"bad\"\"\"\tnegative\n\"\"\tpositive\n",
                        "a.tsv:3: quotes are doubled inside of quotes, as in every field with quotes; quotes are text in a"
                                + " .tsv, write the file without quoting or as .csv"),
                bad(
                        "a.tsv",
                        "text,label\nx,positive\n",
                        "a.tsv:1: there is no column 'text', the whole header is 'text,label'; separate the columns by"
                                + " tabs"),
                bad(
                        "a.tsv",
                        "x\tpositive\ny\tnegative\n",
                        "a.tsv:1: there is no column 'text' among [x, positive]; name one of these with task.textFields"),
                bad(
                        "a.tsv",
                        "\n",
                        "a.tsv:1: there is no column 'text', the whole header is ''; separate the columns by tabs"),
                bad(
                        "a.tsv",
                        "text\tlabel\ttext\nx\tpositive\ty\n",
                        "a.tsv:1: the header names column 'text' twice; rename one of them"),
                bad(
                        "a.tsv",
                        "text\tlabel\tid\tid\nx\tpositive\t1\t2\n",
                        "a.tsv:1: the header names column 'id' twice; rename one of them"),
                bad(
                        "a.tsv",
                        "text\tlabel\nx\tpositive\nx\ty\tpositive\n",
                        "a.tsv:3: the row has 3 fields and the header 2; fix the row's separators"),
                bad(
                        "a.tsv",
                        "text\tlabel\nx\n",
                        "a.tsv:2: the row has 1 field and the header 2; fix the row's separators"),
                bad(
                        "a.tsv",
                        "text\tlabel\r\n \r\n",
                        "a.tsv:2: the row has 1 field and the header 2; fix the row's separators"),
                bad(
                        "a.tsv",
                        "text\tlabel\nx\tpositive\nx\tneutral\n",
                        "a.tsv:3: label 'neutral' is not one of [negative, positive]; add it to task.labels or fix the"
                                + " row"),
                bad(
                        "a.tsv",
                        "text\tlabel\nx\tPositive\n",
                        "a.tsv:2: label 'Positive' is not one of [negative, positive]; add it to task.labels or fix"
                                + " the row"),
                bad(
                        "a.tsv",
                        "text\tlabel\nx\t2\n",
                        "a.tsv:2: label '2' is not one of [negative, positive]; add it to task.labels or fix the row"),
                bad(
                        "a.tsv",
                        "text\tlabel\nx\t01\n",
                        "a.tsv:2: label '01' is not one of [negative, positive]; add it to task.labels or fix the"
                                + " row"),
                bad(
                        STARS,
                        "a.tsv",
                        "text\tlabel\nx\t0\n",
                        "a.tsv:2: label '0' is not one of [1, 2, 3]; add it to task.labels or fix the row"),
                bad(
                        "a.tsv",
                        "text\tlabel\nx\t-1\n",
                        "a.tsv:2: label '-1' is not one of [negative, positive]; -1 marks rows without a label, give a"
                                + " labelled file"),
                bad(
                        "a.tsv",
                        "text\tlabel\nx\tposi\u0007tive\n",
                        "a.tsv:2: label 'posi\uFFFDtive' is not one of [negative, positive]; add it to task.labels or"
                                + " fix the row"),
                bad(
                        "a.tsv",
                        "text\tlabel\nx\t" + "y".repeat(70) + "\n",
                        "a.tsv:2: label '" + "y".repeat(60)
                                + "…' is not one of [negative, positive]; add it to task.labels or fix the row"),
                bad(
                        manyLabels(),
                        "a.tsv",
                        "text\tlabel\nx\ty\n",
                        "a.tsv:2: label 'y' is not one of [l0, l1, l2, l3, l4, l5, l6, l7, l8, l9, l10, l11 and 138"
                                + " more]; add it to task.labels or fix the row"),
                bad("a.tsv", "text\tlabel\nx\t\n", "a.tsv:2: the label is empty; fill it or remove the row"),
                bad(
                        "a.tsv",
                        "text\tlabel\n\tpositive\nx\tpositive\n",
                        "a.tsv:2: the text in 'text' is empty; fill it or remove the row"),
                bad(
                        "a.tsv",
                        "text\tlabel\nx\tpositive\n \tpositive\n\u3000\tnegative\n\tpositive\n",
                        "a.tsv:3: the text in 'text' is empty, the first of 3 such rows; fill or remove them"),
                bad(
                        PAIRS,
                        "a.tsv",
                        "premise\thypothesis\tlabel\nx\t\tyes\n",
                        "a.tsv:2: the text in 'hypothesis' is empty; fill it or remove the row"),
                bad(
                        PAIRS,
                        "a.tsv",
                        "premise\thypotheses\tlabel\nx\ty\tyes\n",
                        "a.tsv:1: there is no column 'hypothesis' among [premise, hypotheses, label], did you mean"
                                + " 'hypotheses'? Name it with task.textFields"));
    }

    private static Task manyLabels() {
        List<String> labels = IntStream.range(0, 150).mapToObj(i -> "l" + i).toList();
        return new Task("many", List.of("text"), "label", labels, Metric.ACCURACY);
    }

    static Stream<Case> bytes() {
        return Stream.of(
                bad(
                        "a.tsv",
                        "text\tlabel\nok\tpositive\ncaf\u00e9\tpositive\n".getBytes(ISO_8859_1),
                        "a.tsv:3: is not UTF-8 text; save the file as UTF-8"),
                bad(
                        "a.csv",
                        "text,label\nok,positive\n\"a\ncaf\u00e9\",positive\n".getBytes(ISO_8859_1),
                        "a.csv:4: is not UTF-8 text; save the file as UTF-8"),
                bad(
                        "a.jsonl",
                        "{\"text\":\"caf\u00e9\",\"label\":1}\n".getBytes(ISO_8859_1),
                        "a.jsonl:1: is not UTF-8 text; save the file as UTF-8"),
                bad(
                        "a.tsv",
                        "text\tlabel\n\u20ac\tpositive".getBytes(UTF_16),
                        "a.tsv:1: is not UTF-8 text but UTF-16; save the file as UTF-8"),
                bad(
                        "a.csv",
                        "\uFEFFtext,label\nx,positive".getBytes(UTF_16LE),
                        "a.csv:1: is not UTF-8 text but UTF-16; save the file as UTF-8"),
                bad(
                        "a.tsv",
                        join("text\tlabel\nx".getBytes(UTF_8), new byte[] {(byte) 0xe2, (byte) 0x82}),
                        "a.tsv:2: is not UTF-8 text; save the file as UTF-8"),
                bad(
                        "a.tsv",
                        gzip("text\tlabel\nx\tpositive\n"),
                        "a.tsv:1: is not UTF-8 text but gzip data; name the file .gz"),
                bad(
                        "a.tsv.gz",
                        "text\tlabel\nx\tpositive\n",
                        "a.tsv.gz: is named .gz but is not gzip; drop the .gz or compress it"),
                bad("a.tsv.gz", "", "a.tsv.gz: is empty; give a file with examples"),
                bad("a.tsv.gz", gzip(""), "a.tsv.gz: is empty; give a file with examples"),
                bad("a.csv.gz", gzip(""), "a.csv.gz: is empty; give a file with examples"),
                bad("a.jsonl.gz", gzip("\n"), "a.jsonl.gz: is empty; give a file with examples"),
                bad(
                        "a.tsv.gz",
                        Arrays.copyOf(gzip("text\tlabel\nx\tpositive\n"), 5),
                        "a.tsv.gz: the gzip data is cut off; copy or download the file again"),
                bad(
                        "a.jsonl.gz",
                        Arrays.copyOf(gzip("{\"text\":\"x\",\"label\":1}\n".repeat(99)), 40),
                        "a.jsonl.gz: the gzip data is cut off; copy or download the file again"),
                bad(
                        "a.tsv.gz",
                        damaged(gzip("text\tlabel\nx\tpositive\n")),
                        "a.tsv.gz: the gzip data is damaged; copy or download the file again"),
                bad(
                        "a.tsv.gz",
                        gzip("text\tlabel\nx\tneutral\n"),
                        "a.tsv.gz:2: label 'neutral' is not one of [negative, positive]; add it to task.labels or fix"
                                + " the row"),
                bad(
                        "a.jsonl",
                        "{\"text\":\"" + "x".repeat(TextLines.LONGEST_LINE) + "\",\"label\":1}",
                        "a.jsonl:1: the line is longer than 16 MiB; put one example on each line"),
                bad(
                        "a.txt",
                        "text\tlabel\nx\tpositive\n",
                        "a.txt: its extension is not a known one; name it .tsv, .csv, .jsonl or .ndjson (each also with"
                                + " .gz) or .parquet after what it holds"),
                bad(
                        "train",
                        "text\tlabel\nx\tpositive\n",
                        "train: its extension is not a known one; name it .tsv, .csv, .jsonl or .ndjson (each also with"
                                + " .gz) or .parquet after what it holds"),
                bad(
                        "a.parquet.gz",
                        gzip("x"),
                        "a.parquet.gz: Parquet is compressed inside; unpack the file and drop the .gz"));
    }

    static Stream<Case> csv() {
        return Stream.of(
                bad("a.csv", "", "a.csv: is empty; give a file with examples"),
                bad("a.csv", "\n\n", "a.csv: is empty; give a file with examples"),
                bad("a.csv", "text,label\n", "a.csv: has a header but no rows; give a file with examples"),
                bad(
                        "a.csv",
                        "text;label\nx;positive\n",
                        "a.csv:1: there is no column 'text', the whole header is 'text;label'; separate the columns by"
                                + " commas"),
                bad(
                        "a.csv",
                        ",tex,label\n0,x,positive\n",
                        "a.csv:1: there is no column 'text' among [, tex, label], did you mean 'tex'? Name it with task.textFields"),
                bad(
                        "a.csv",
                        "text,text,label\nx,y,positive\n",
                        "a.csv:1: the header names column 'text' twice; rename one of them"),
                bad(
                        "a.csv",
                        "text,label\n\"two\nlines\",positive\nx,y,positive\n",
                        "a.csv:4: the row has 3 fields and the header 2; fix the row's separators"),
                bad(
                        "a.csv",
                        "text,label\nx\n",
                        "a.csv:2: the row has 1 field and the header 2; fix the row's separators"),
                bad(
                        "a.csv",
                        "text,label\nx,positive\n\"y,negative\nz,negative\n",
                        "a.csv:3: a quote opens here and never closes; close it or double it"),
                bad(
                        "a.csv",
                        "text,label\n\"so \"good\" it is\",positive\n",
                        "a.csv:2: text follows a closing quote; double the quotes inside the field"),
                bad(
                        "a.csv",
                        "text,label\n\"a\nb\",positive\nx,bad\n",
                        "a.csv:4: label 'bad' is not one of [negative, positive]; add it to task.labels or fix the"
                                + " row"),
                bad("a.csv", "text,label\nx,\n", "a.csv:2: the label is empty; fill it or remove the row"),
                bad(
                        "a.csv",
                        "text,label\n\"\",positive\n",
                        "a.csv:2: the text in 'text' is empty; fill it or remove the row"));
    }

    static Stream<Case> jsonl() {
        return Stream.of(
                bad("a.jsonl", "", "a.jsonl: is empty; give a file with examples"),
                bad("a.jsonl", "\n  \n", "a.jsonl: is empty; give a file with examples"),
                bad(
                        "a.jsonl",
                        "{\"text\":\"x\",\"label\":1}\n{\"text\":\"x\"}\n",
                        "a.jsonl:2: there is no field 'label' among [text]; name one of these with task.labelField"),
                bad(
                        "a.jsonl",
                        "{\"text\":\"x\",\"labels\":1}\n",
                        "a.jsonl:1: there is no field 'label' among [text, labels], did you mean 'labels'? Name it with task.labelField"),
                bad(
                        "a.jsonl",
                        "{}\n",
                        "a.jsonl:1: there is no field 'text', the object is empty; fill it or remove the row"),
                bad(
                        "a.jsonl",
                        "{\"text\":null,\"label\":1}\n",
                        "a.jsonl:1: field 'text' is null; fill it or remove the row"),
                bad(
                        "a.jsonl",
                        "{\"text\":\"x\",\"label\":null}\n",
                        "a.jsonl:1: field 'label' is null; fill it or remove the row"),
                bad(
                        "a.jsonl",
                        "{\"text\":12,\"label\":1}\n",
                        "a.jsonl:1: field 'text' holds a number; make it a string"),
                bad(
                        "a.jsonl",
                        "{\"text\":true,\"label\":1}\n",
                        "a.jsonl:1: field 'text' holds a boolean; make it a string"),
                bad(
                        "a.jsonl",
                        "{\"text\":[\"x\"],\"label\":1}\n",
                        "a.jsonl:1: field 'text' holds a list; make it a string"),
                bad(
                        "a.jsonl",
                        "{\"text\":\"x\",\"label\":{\"id\":1}}\n",
                        "a.jsonl:1: field 'label' holds an object; make it a name or a number"),
                bad(
                        "a.jsonl",
                        "{\"text\":\"x\",\"label\":[1]}\n",
                        "a.jsonl:1: field 'label' holds a list; make it a name or a number"),
                bad(
                        "a.jsonl",
                        "{\"text\":\"x\",\"label\":1.5}\n",
                        "a.jsonl:1: label '1.5' is not one of [negative, positive]; add it to task.labels or fix the"
                                + " row"),
                bad(
                        "a.jsonl",
                        "{\"text\":\"x\",\"label\":true}\n",
                        "a.jsonl:1: label 'true' is not one of [negative, positive]; add it to task.labels or fix the"
                                + " row"),
                bad(
                        "a.jsonl",
                        "{\"text\":\" \",\"label\":1}\n",
                        "a.jsonl:1: the text in 'text' is empty; fill it or remove the row"),
                bad(
                        "a.jsonl",
                        "{\"text\":\"x\",\"label\":1}\n[\"x\",1]\n",
                        "a.jsonl:2: begins a JSON list; write each of its objects on a line of its own"),
                bad(
                        "a.jsonl",
                        "\"x\"\n",
                        "a.jsonl:1: is not a JSON object; put one {...} with the fields on each line"),
                bad(
                        "a.jsonl",
                        "{\"text\":\"x\",\"label\":1} {\"text\":\"y\",\"label\":0}\n",
                        "a.jsonl:1: more follows the JSON object; put one object on each line"),
                bad(
                        "a.jsonl",
                        "{\n\"text\":\"x\"\n}\n",
                        "a.jsonl:1: the JSON object does not end on its line; put one whole object on each line"),
                bad(
                        "a.jsonl",
                        "{\"text\":\"x\",\"text\":\"y\",\"label\":1}\n",
                        "a.jsonl:1: field 'text' occurs twice in the object; remove one"),
                bad(
                        "a.jsonl",
                        "{\"text\":\"x\",\"label\":1,}\n",
                        "a.jsonl:1: is not valid JSON from column 23 on; check quotes, commas and brackets"),
                bad(
                        "a.jsonl",
                        "{'text':'x','label':1}\n",
                        "a.jsonl:1: is not valid JSON from column 2 on; JSON has double quotes, not single ones"),
                bad(
                        "a.jsonl",
                        "{\"text\":\"x\",\"label\":NaN}\n",
                        "a.jsonl:1: field 'label' is NaN; fill it or remove the row"),
                bad(
                        "a.jsonl",
                        "{\"text\":-Infinity,\"label\":1}\n",
                        "a.jsonl:1: field 'text' is -Infinity; fill it or remove the row"),
                bad(
                        "a.jsonl",
                        "[{\"text\":\"x\",\"label\":1}]\n",
                        "a.jsonl:1: begins a JSON list; write each of its objects on a line of its own"),
                bad(
                        "a.jsonl",
                        "{\"text\":\"x\",\"label\":1}\n{\"x\":" + "[".repeat(1001) + "]".repeat(1001) + "}\n",
                        "a.jsonl:2: exceeds a limit (Document nesting depth (1001) exceeds the maximum allowed"
                                + " (1000)); remove the row or shorten it"),
                bad(
                        "a.jsonl",
                        "{\"text\":\"x\",\"label\":" + "9".repeat(1001) + "}\n",
                        "a.jsonl:1: exceeds a limit (Number value length (1001) exceeds the maximum allowed (1000));"
                                + " remove the row or shorten it"),
                bad(
                        "a.jsonl",
                        "{\"text\":\"x\",\"" + "k".repeat(50_001) + "\":1}\n",
                        "a.jsonl:1: exceeds a limit (Name length (50001) exceeds the maximum allowed (50000)); remove"
                                + " the row or shorten it"),
                bad(
                        "a.ndjson",
                        "text\tlabel\nx\t1\n",
                        "a.ndjson:1: is not valid JSON from column 1 on; check quotes, commas and brackets"),
                bad(
                        "a.jsonl",
                        "{\"text\":\"a\tb\",\"label\":1}\n",
                        "a.jsonl:1: is not valid JSON from column 11 on; write the control character there as \\u0009"),
                bad(
                        "a.jsonl",
                        "{\"text\":\"x\\ud83d\",\"label\":1}\n",
                        "a.jsonl:1: field 'text' holds half a character (\\ud83d); fix the escape"),
                bad(
                        "a.jsonl",
                        "{\"text\":\"x\\ude00y\",\"label\":1}\n",
                        "a.jsonl:1: field 'text' holds half a character (\\ude00); fix the escape"));
    }

    @ParameterizedTest
    @MethodSource({"tsv", "bytes", "csv", "jsonl"})
    void saysWhatIsWrong(Case bad) throws IOException {
        Path file = Files.write(folder.resolve(bad.file()), bad.content().getBytes(ISO_8859_1));

        assertThatThrownBy(() -> ExampleFiles.read(file, bad.task()))
                .isInstanceOf(InputException.class)
                .extracting(e ->
                        e.getMessage().replace(folder + folder.getFileSystem().getSeparator(), ""))
                .isEqualTo(bad.sentence());
    }

    @Test
    void missingFileAndFolder() throws IOException {
        Path missing = folder.resolve("none.tsv");
        Path directory = Files.createDirectory(folder.resolve("data.tsv"));

        assertThatThrownBy(() -> ExampleFiles.read(missing, SENTIMENT))
                .isInstanceOf(InputException.class)
                .hasMessage(missing + ": there is no such file; check the path");
        Path unnamed = folder.resolve("missing");
        assertThatThrownBy(() -> ExampleFiles.read(unnamed, SENTIMENT))
                .as("the message does not suggest another extension")
                .hasMessage(unnamed + ": there is no such file; check the path");
        assertThatThrownBy(() -> ExampleFiles.read(directory, SENTIMENT))
                .isInstanceOf(InputException.class)
                .hasMessage(directory + ": is a folder; name a file in it");
    }

    private static byte[] join(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private static byte[] gzip(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** Breaks the checksum, which is in the last eight bytes. */
    private static byte[] damaged(byte[] gzip) {
        gzip[gzip.length - 8] ^= 1;
        return gzip;
    }
}
