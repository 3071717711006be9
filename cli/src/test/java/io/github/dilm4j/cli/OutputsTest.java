package io.github.dilm4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.dilm4j.base.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class OutputsTest {
    @TempDir
    private Path folder;

    private Path train;

    @BeforeEach
    void aFileThatIsRead() throws IOException {
        train = Files.writeString(folder.resolve("train.tsv"), "mine");
    }

    @Command
    private static final class Holder {
        @Mixin
        private final Outputs outputs = new Outputs();
    }

    private static Outputs outputs(String... options) {
        return CommandLine.populateCommand(new Holder(), options).outputs;
    }

    @Test
    void noNameOfAFileThatIsReadIsWrittenTo() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link.tsv"), train);
        Path hard = Files.createLink(folder.resolve("hard.tsv"), train);
        Path dotted = folder.resolve("x/../train.tsv");
        Files.createDirectory(folder.resolve("x"));
        for (Path name : List.of(train, link, hard, dotted)) {
            assertThatThrownBy(() ->
                            outputs("--force").requireFile("--out", name, Outputs.Input.of("--train", List.of(train))))
                    .isInstanceOf(InputException.class)
                    .hasMessage(name + ": is an input of the command, --train; name another place with --out");
        }
    }

    @Test
    void theNameThatAResultIsWrittenToFirstIsNotThatOfAnInput() throws IOException {
        Path part = Files.writeString(folder.resolve("o.tsv.part"), "mine");
        Path result = folder.resolve("o.tsv");
        assertThatThrownBy(() ->
                        outputs("--force").requireFile("--out", result, Outputs.Input.of("--train", List.of(part))))
                .isInstanceOf(InputException.class)
                .hasMessage(
                        result + ": is written to o.tsv.part first, which the command reads with --train; name another"
                                + " place with --out");
    }

    @Test
    void aLinkedResultIsWrittenBesideItsTarget() throws IOException {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        Path part = Files.writeString(disk.resolve("o.tsv.part"), "mine");
        Path link = Files.createSymbolicLink(folder.resolve("link.tsv"), disk.resolve("o.tsv"));
        assertThatThrownBy(
                        () -> outputs("--force").requireFile("--out", link, Outputs.Input.of("--train", List.of(part))))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith(link + ": is written to o.tsv.part first");
        assertThatThrownBy(() -> outputs().requireFile("--out", link, List.of()))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith(link + ": exists already");
        assertThatCode(() -> outputs("--force").requireFile("--out", link, List.of()))
                .doesNotThrowAnyException();
    }

    @Test
    void aFolderThatIsReadTakesNoResult() throws IOException {
        Path model = Files.createDirectory(folder.resolve("model"));
        Path link = Files.createSymbolicLink(folder.resolve("other"), model);
        for (Path name : List.of(model.resolve("o.jsonl"), model.resolve("new/o.jsonl"), link.resolve("o.jsonl"))) {
            assertThatThrownBy(
                            () -> outputs().requireFile("--json", name, Outputs.Input.of("--learner", List.of(model))))
                    .hasMessage(name + ": lies in an input of the command, --learner; name another place with --json");
        }
    }

    @Test
    void aModelsFolderTakesNoResult() throws IOException {
        Files.writeString(folder.resolve("config.json"), "{}");
        Path result = folder.resolve("o.jsonl");
        assertThatCode(() -> outputs().requireFile("--out", result, List.of())).doesNotThrowAnyException();
        Files.writeString(folder.resolve("pytorch_model.bin"), "");
        assertThatThrownBy(() -> outputs().requireFile("--out", result, List.of()))
                .hasMessage(
                        result + ": lies in a model's folder, which must not change; name another place with --out");
    }

    /** Renaming a result to a device would replace the device for all programs. */
    @Test
    void aDeviceTakesNoResult() {
        Path device = Path.of("/dev/full");
        assumeThat(device).exists();
        assertThatThrownBy(() -> outputs("--force").requireFile("--out", device, List.of()))
                .isInstanceOf(InputException.class)
                .hasMessage("/dev/full: is a device, pipe or socket; name a file with --out");
        Path standardOutput = Path.of("/dev/stdout"); // leads to a file if the output is redirected
        assumeThat(standardOutput).exists();
        assertThatThrownBy(() -> outputs("--force").requireFile("--out", standardOutput, List.of()))
                .hasMessage("/dev/stdout: is a device, pipe or socket; name a file with --out");
    }

    @Test
    void aFileThatExistsIsReplacedByForceOnly() {
        assertThatThrownBy(() -> outputs().requireFile("--out", train, List.of()))
                .hasMessage(train + ": exists already; name another file with --out, or replace it with --force");
        assertThatCode(() -> outputs("--force").requireFile("--out", train, List.of()))
                .doesNotThrowAnyException();
        assertThat(train).hasContent("mine");
    }

    @Test
    void aFolderIsReplacedByForceIfItHoldsWhatTheCommandWrites() throws IOException {
        Path model = Files.createDirectory(folder.resolve("model"));
        Set<String> written = Set.of("tokenizer.json");
        assertThatCode(() -> outputs().requireFolder("--out", model, written, List.of()))
                .doesNotThrowAnyException();
        Files.writeString(model.resolve("tokenizer.json"), "{}");
        assertThatThrownBy(() -> outputs().requireFolder("--out", model, written, List.of()))
                .hasMessage(model
                        + ": holds tokenizer.json already; name another folder with --out, or replace it with --force");
        assertThatCode(() -> outputs("--force").requireFolder("--out", model, written, List.of()))
                .doesNotThrowAnyException();
        Path mine = Files.createDirectory(model.resolve("mine"));
        assertThatThrownBy(() -> outputs("--force").requireFolder("--out", model, written, List.of()))
                .hasMessage(model + ": holds mine, which this command does not write; name another folder with --out");
        Files.delete(mine);
        Files.writeString(model.resolve("thesis.txt"), "mine");
        assertThatThrownBy(() -> outputs("--force").requireFolder("--out", model, written, List.of()))
                .hasMessage(model
                        + ": holds thesis.txt, which this command does not write; name another folder with --out");
    }
}
