package io.github.dilm4j.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.dilm4j.data.ExampleFiles;
import io.github.dilm4j.data.FieldNames;
import io.github.dilm4j.data.Metric;
import io.github.dilm4j.data.Task;
import io.github.dilm4j.run.config.ExperimentConfig;
import io.github.dilm4j.tensor.SafetensorsFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every reader refuses an endless device before opening it. */
@Timeout(30)
class SpecialFilesTest {
    private static final Path ZEROS = Path.of("/dev/zero");

    @TempDir
    private Path folder;

    private record Reader(String file, Use use) {
        @Override
        public String toString() {
            return file;
        }
    }

    private interface Use {
        void read(Path file) throws IOException;
    }

    static Stream<Reader> readers() {
        Task task = new Task("t", List.of("text"), "label", List.of("0", "1"), Metric.ACCURACY);
        return Stream.of(
                new Reader("a.tsv", file -> ExampleFiles.read(file, task)),
                new Reader("a.csv.gz", FieldNames::of),
                new Reader("a.jsonl", FieldNames::of),
                new Reader("a.parquet", file -> ExampleFiles.read(file, task)),
                new Reader("config.json", file -> Json.read(file, JsonNode.class)),
                new Reader("my.yaml", file -> ExperimentConfig.load(file, List.of())),
                new Reader("model.safetensors", SafetensorsFile::open),
                new Reader("model.bin", Sha256::of));
    }

    /** As another process does that works on a run folder. */
    @Test
    void aFileThatIsDeletedMeanwhileIsNotSpecial() throws IOException, InterruptedException {
        Path file = folder.resolve("a.part");
        AtomicBoolean ended = new AtomicBoolean();
        Thread other = new Thread(() -> {
            while (!ended.get()) {
                try {
                    Files.writeString(file, "");
                    Files.delete(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        });
        other.start();
        try {
            for (int i = 0; i < 50_000; i++) {
                assertThat(SpecialFiles.is(file)).isFalse();
            }
        } finally {
            ended.set(true);
            other.join();
        }
    }

    @ParameterizedTest
    @MethodSource("readers")
    void aDeviceIsRefused(Reader reader) throws IOException {
        assumeThat(ZEROS).as("this system has %s", ZEROS).exists();
        Path file = Files.createSymbolicLink(folder.resolve(reader.file()), ZEROS);
        assertRefused(file, () -> reader.use().read(file));
        Files.delete(file); // JUnit's clean-up warns about links out of the folder
    }

    @Test
    void aPipeIsRefused() throws Exception {
        Path pipe = folder.resolve("a.tsv");
        assumeThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .as("this system can create pipes")
                .isZero();
        assertRefused(pipe, () -> FieldNames.of(pipe));
        Path unnamed = Files.move(pipe, folder.resolve("63")); // like the shell's <(…), which has no extension
        assertRefused(unnamed, () -> FieldNames.of(unnamed));
    }

    @Test
    void namesOfTheSystemAreKnownWhateverTheyLeadTo() {
        assumeThat(Path.of("/proc/self/fd")).isDirectory();
        assertThat(SpecialFiles.isSystemName(Path.of("/dev/null"))).isTrue();
        assertThat(SpecialFiles.isSystemName(Path.of("/dev/../dev/stdout"))).isTrue();
        assertThat(SpecialFiles.isSystemName(Path.of("/dev/fd/1"))).isTrue();
        assertThat(SpecialFiles.isSystemName(Path.of("/dev/shm/o.jsonl")))
                .as("/dev/shm is an ordinary folder")
                .isFalse();
        assertThat(SpecialFiles.isSystemName(folder.resolve("stdout"))).isFalse();
    }

    private static void assertRefused(Path file, ThrowingCallable reading) {
        assertThatThrownBy(reading)
                .isInstanceOf(InputException.class)
                .hasMessage(file + ": is a device, pipe or socket; write its content to a file and name that file");
    }
}
