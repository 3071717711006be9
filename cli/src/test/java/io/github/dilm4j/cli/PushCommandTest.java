package io.github.dilm4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dilm4j.FinishedRun;
import io.github.dilm4j.hub.LocalHub;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class PushCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    private LocalHub hub;
    private Path run;

    @BeforeEach
    void start() throws IOException {
        hub = new LocalHub("datasets/org/films");
        hub.uploads.missing();
        run = FinishedRun.write(folder.resolve("run"), List.of("text"), "label", List.of("bad", "good"));
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    private int push(String... arguments) {
        Console console = new Console(new PrintWriter(out), new PrintWriter(err), false, 100);
        Map<String, String> environment =
                Map.of("HF_ENDPOINT", hub.address().toString(), "HF_TOKEN", "secret", "HF_HOME", folder.toString());
        List<String> all = new ArrayList<>(List.of(run.toString()));
        all.addAll(List.of(arguments));
        return new CommandLine(new PushCommand(console, environment))
                .setExecutionExceptionHandler(
                        (e, command, result) -> new Failures(console).report(e, Optional.empty(), false))
                .execute(all.toArray(String[]::new));
    }

    @Test
    void nothingIsSentWithoutBeingAsked() {
        assertThat(push("org/films", "--generator", "org/writer"))
                .as(err.toString())
                .isZero();
        assertThat(out.toString())
                .matches("(?s)to the private data set org/films at " + hub.address()
                        + ", 5 files, [\\d.]+ kB:\\R +[\\d.]+ kB  README.md\\R +\\d+ B  dpc1/set0.jsonl\\R.*dpc2/set1.jsonl\\R"
                        + "to the private model org/writer at " + hub.address()
                        + ", 3 files, .*\\R +7 B  model.safetensors\\R");
        assertThat(err.toString()).isEqualToIgnoringNewLines("nothing was uploaded; add --yes to upload");
        assertThat(hub.requests()).isEmpty();
    }

    @Test
    void whatExportWritesIsUploaded() {
        assertThat(push("org/films", "--yes", "--public")).as(err.toString()).isZero();
        assertThat(out.toString()).isEqualToIgnoringNewLines(hub.address() + "/datasets/org/films");
        assertThat(err.toString()).isEqualToIgnoringNewLines("created the public data set org/films; uploaded 5 files");
        assertThat(hub.uploads.isPrivate()).isFalse();
        assertThat(hub.content("dpc2/set1.jsonl"))
                .asString(StandardCharsets.UTF_8)
                .hasLineCount(4)
                .contains("{\"text\":\"a dull film 1\",\"label\":\"bad\",", "\"nearest_real_overlap\":")
                .doesNotContain("nearest_real_text"); // the real words stay here unless --nearest text is given
        assertThat(hub.content("README.md"))
                .asString(StandardCharsets.UTF_8)
                .contains("load_dataset(\"org/films\", \"dpc2\", split=\"set0\")");

        err.getBuffer().setLength(0);
        assertThat(push("org/films", "--yes", "--public")).isZero();
        assertThat(err.toString()).isEqualToIgnoringNewLines("uploaded 0 files, 5 were there already");
    }

    @Test
    void mistakesAreFoundBeforeAnythingIsSent() {
        assertThat(push("films", "--yes")).isEqualTo(2);
        assertThat(push("org/films@main", "--yes")).isEqualTo(2);
        assertThat(push("org/films", "--yes", "--generator", "a b")).isEqualTo(2);
        assertThat(push("org/films", "--yes", "--real", "train,dev")).isEqualTo(2);
        assertThat(push("org/films", "--yes", "--language", "English")).isEqualTo(2);
        assertThat(err.toString().lines())
                .containsExactly(
                        "REPOSITORY: 'films' is not the name of a repository; write it as org/name",
                        "REPOSITORY: 'org/films@main' is not the name of a repository; write it as org/name",
                        "--generator: 'a b' is not the name of a repository; write it as org/name",
                        "--real: 'dev' is not one of [train, select, report]",
                        "--language: 'English' is not the code of a language; write en for English, or multilingual for"
                                + " many");
        assertThat(hub.requests()).isEmpty();
    }
}
