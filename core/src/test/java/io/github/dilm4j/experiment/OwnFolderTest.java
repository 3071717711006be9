package io.github.dilm4j.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.run.EventSink;
import io.github.dilm4j.run.RunFolder;
import io.github.dilm4j.run.StopRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OwnFolderTest {
    @TempDir
    private Path folder;

    private RunFolder run;

    @BeforeEach
    void anEmptyFolder() throws IOException {
        folder = folder.toRealPath();
        run = new RunFolder(Files.createDirectory(folder.resolve("run")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"models", "events.jsonl", "checkpoints/matching/training/x"})
    void aLinkOutOfTheFolderIsRefusedBeforeAnythingIsWritten(String name) throws IOException {
        Path outside = Files.createDirectory(folder.resolve("outside"));
        Path link = run.root().resolve(name);
        Files.createDirectories(link.getParent());
        Files.createSymbolicLink(link, outside);
        assertThatThrownBy(() -> TinyRun.run(folder))
                .isInstanceOf(InputException.class)
                .hasMessage(link + ": is a link out of the run folder, to " + outside
                        + "; remove it, or choose another folder with --out");
        assertThat(run.lock()).doesNotExist();
        assertThat(outside).isEmptyDirectory();
    }

    @Test
    void aLinkToAFileThatIsNotThereYetIsRefusedToo() throws IOException {
        Files.createSymbolicLink(run.lock(), Path.of("../lock"));
        assertThatThrownBy(() -> OwnFolder.require(run)).hasMessageContaining("to " + folder.resolve("lock"));
        assertThat(folder.resolve("lock")).doesNotExist();
    }

    @Test
    void aDeviceInTheFolderIsRefused() throws IOException {
        Path link = Files.createSymbolicLink(run.events(), Path.of("/dev/zero"));
        assertThatThrownBy(() -> OwnFolder.require(run))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith(link + ": is a device, pipe or socket");
    }

    @Test
    void aLinkWithinTheFolderAndALinkedFolderAreTaken() throws IOException {
        Files.createFile(run.lock());
        Files.createDirectory(run.root().resolve("elsewhere"));
        Files.createSymbolicLink(run.root().resolve("models"), Path.of("elsewhere"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), run.root());
        assertThatCode(() -> OwnFolder.require(new RunFolder(link))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"evaluation.jsonl", "evaluation-other.jsonl", "models", "distilled", "report.html", "stages"})
    void aFolderThatHoldsFilesOfTheseNamesAndNoRunIsRefused(String name) throws IOException {
        Files.createDirectory(run.root().resolve("data"));
        Files.createFile(run.root().resolve("evaluation.txt"));
        assertThatCode(() -> OwnFolder.require(run)).doesNotThrowAnyException();
        Files.createFile(run.root().resolve(name));
        assertThatThrownBy(() -> OwnFolder.require(run))
                .hasMessageStartingWith(run.root() + ": holds " + name + ", but no run");
    }

    @Test
    void aConfigThatIsNoRunsIsNotWrittenOver() throws IOException {
        Files.writeString(run.config(), "# mine\n");
        assertThatThrownBy(() -> TinyRun.run(folder))
                .isInstanceOf(InputException.class)
                .hasMessage(run.root() + ": holds config.yaml, but no run, which would write over it; choose another"
                        + " folder with --out");
        assertThat(run.config()).hasContent("# mine");
    }

    @Test
    void aModelsFolderTakesNoRun() throws IOException {
        Files.writeString(folder.resolve("config.json"), "{}");
        assertThatCode(() -> OwnFolder.require(run)).doesNotThrowAnyException();
        Files.writeString(folder.resolve("model.safetensors"), "");
        for (Path out : List.of(folder, run.root(), folder.resolve("new"))) {
            assertThatThrownBy(() -> OwnFolder.require(new RunFolder(out)))
                    .hasMessage(out + ": lies in the model's folder " + folder
                            + ", which a run must not change; choose another folder with --out");
        }
    }

    @Test
    void theRunDoesNotWriteOverWhatItReads() throws IOException {
        Path generator = Files.createDirectories(run.generator());
        for (Path input : List.of(generator, run.distilled("dilm", 1, 0), run.scores("other"), run.config())) {
            assertThatThrownBy(() -> OwnFolder.refuseInputs(run, List.of(folder.resolve("train.tsv"), input)))
                    .hasMessage(run.root() + ": the run would write over " + input
                            + ", which it reads; choose another folder with --out");
        }
        assertThatCode(() -> OwnFolder.refuseInputs(
                        run, List.of(run.model("learner"), run.root().resolve("data/train.tsv"))))
                .doesNotThrowAnyException();
    }

    @Test
    void aCheckFindsWhatARunIsRefusedForAndWritesNothing() throws IOException {
        check();
        assertThat(run.root()).isEmptyDirectory();
        assertThatThrownBy(() -> check("task.textFields=[text]"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("train.tsv");
        assertThatThrownBy(() -> check("encoder.model=./none"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("none");
        assertThat(run.root()).isEmptyDirectory();
    }

    private void check(String... settings) {
        new Experiment(TinyRun.config(folder, settings), run.root(), EventSink.NONE, new StopRequest()).check(false);
    }
}
