package io.github.dilm4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Malicious input gives one sentence and exit code 2, in little time and memory. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class HostileInputTest {
    private static final long GIGABYTE = 1L << 30;
    private static final String HEADER = "sentence\tlabel\n";

    @TempDir
    private Path folder;

    @Test
    void aLineOfAGigabyte() throws IOException {
        Path file = folder.resolve("train.tsv");
        try (FileChannel channel = FileChannel.open(
                file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.SPARSE))) {
            channel.write(ByteBuffer.wrap(HEADER.getBytes(StandardCharsets.UTF_8)));
            channel.write(ByteBuffer.wrap(new byte[] {'\n'}), GIGABYTE);
        }
        assertThat(selectFrom(file))
                .isEqualTo(file + ":2: the line is longer than 16 MiB; put one example on each line");
    }

    @Test
    void aGigabyteInAMegabyte() throws IOException {
        Path file = folder.resolve("train.tsv.gz");
        String row = "good ".repeat(1 << 10) + "\t1\n"; // short rows would pack less, and more of them would be read
        byte[] rows = (HEADER + row.repeat(1 << 10)).getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream member = new ByteArrayOutputStream();
        try (OutputStream zip = new GZIPOutputStream(member)) {
            zip.write(rows);
        }
        try (OutputStream out = Files.newOutputStream(file)) { // consecutive gzip members unpack to one text
            for (long written = 0; written < GIGABYTE; written += rows.length) {
                member.writeTo(out);
            }
        }
        assertThat(file).satisfies(packed -> assertThat(Files.size(packed)).isLessThan(GIGABYTE / 500));
        assertThat(selectFrom(file)).startsWith(file + ": unpacks to more than ");
    }

    @Test
    void aBillionLaughs() throws IOException {
        StringBuilder yaml = new StringBuilder("a0: &a0 [ha, ha, ha, ha, ha, ha, ha, ha, ha, ha]\n");
        for (int i = 1; i < 10; i++) {
            String before = ", *a" + (i - 1);
            yaml.append("a" + i + ": &a" + i + " [")
                    .append(before.repeat(10).substring(2))
                    .append("]\n");
        }
        Path file = Files.writeString(folder.resolve("my.yaml"), yaml.append("name: *a9\n"));
        String problems =
                errorOf("run", file.toString(), "--out", folder.resolve("run").toString());
        assertThat(problems).contains("unknown setting 'a9'").hasSizeLessThan(10_000);
        assertThat(problems.lines()).allMatch(line -> line.startsWith(file + ": "));
        assertThat(folder.resolve("run")).doesNotExist();
    }

    @Test
    void weightsThatClaimEightExabytes() throws IOException {
        Path model = Files.createDirectories(folder.resolve("model"));
        Files.writeString(
                model.resolve("config.json"),
                "{\"model_type\":\"bert\",\"vocab_size\":50,\"hidden_size\":8,\"num_hidden_layers\":1,"
                        + "\"num_attention_heads\":2,\"intermediate_size\":16,\"max_position_embeddings\":16}");
        Files.write(
                model.resolve("model.safetensors"),
                ByteBuffer.allocate(8)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(Long.MIN_VALUE)
                        .array());
        Path rows = Files.writeString(folder.resolve("rows.tsv"), HEADER + "good film\t1\nbad film\t0\n");
        assertThat(sentenceOf(
                        "evaluate",
                        "--text",
                        "sentence",
                        "--labels",
                        "0,1",
                        "--train",
                        rows.toString(),
                        "--test",
                        rows.toString(),
                        "--learner",
                        model.toString()))
                .startsWith(model.toString());
    }

    @Test
    void aShardThatClimbsOutOfItsFolder() throws IOException {
        Path model = Files.createDirectories(folder.resolve("model"));
        Files.writeString(
                model.resolve("config.json"),
                "{\"model_type\":\"bert\",\"vocab_size\":50,\"hidden_size\":8,\"num_hidden_layers\":1,"
                        + "\"num_attention_heads\":2,\"intermediate_size\":16,\"max_position_embeddings\":16}");
        Files.writeString(
                model.resolve("model.safetensors.index.json"),
                "{\"weight_map\":{\"embeddings.word_embeddings.weight\":\"../../secret.safetensors\"}}");
        Path rows = Files.writeString(folder.resolve("rows.tsv"), HEADER + "good film\t1\nbad film\t0\n");
        assertThat(sentenceOf(
                        "evaluate",
                        "--text",
                        "sentence",
                        "--labels",
                        "0,1",
                        "--train",
                        rows.toString(),
                        "--test",
                        rows.toString(),
                        "--learner",
                        model.toString()))
                .contains("../../secret.safetensors")
                .doesNotContain("no such file");
    }

    @Test
    void charactersThatWouldRewriteTheTerminal() throws IOException {
        Path file =
                Files.writeString(folder.resolve("rows.tsv"), HEADER + "good film\t\u001b[2J\u001b]0;owned\u0007\n");
        String sentence = sentenceOf(
                "select",
                "--method",
                "random",
                "--train",
                file.toString(),
                "--text",
                "sentence",
                "--labels",
                "0,1",
                "--dpc",
                "1",
                "--seed",
                "1",
                "--out",
                folder.resolve("out.jsonl").toString());
        assertThat(sentence.chars().filter(Character::isISOControl)).isEmpty();
    }

    private String selectFrom(Path train) {
        return sentenceOf(
                "select",
                "--method",
                "random",
                "--train",
                train.toString(),
                "--dpc",
                "1",
                "--seed",
                "1",
                "--out",
                folder.resolve("out.jsonl").toString());
    }

    /** Returns the text on stderr, which must be one line. */
    private static String sentenceOf(String... args) {
        String error = errorOf(args);
        assertThat(error).hasLineCount(1);
        return error.strip();
    }

    private static String errorOf(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = new Dilm(new Console(new PrintWriter(out), new PrintWriter(err), false, 100)).execute(args);
        assertThat(out.toString()).isEmpty();
        assertThat(code).isEqualTo(2);
        return err.toString();
    }
}
