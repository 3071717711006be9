package io.github.dilm4j.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.Interruption;
import io.github.dilm4j.experiment.Experiment;
import io.github.dilm4j.run.EventSink;
import io.github.dilm4j.run.RunEvent;
import io.github.dilm4j.run.StopRequest;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HadoopFolderTest {
    private static final Duration BEAT =
            Duration.ofSeconds(2); // a busy machine delays the holder by less than three of them
    private static final int TRAININGS = 24;
    private static final int KILLED = 9; // the exit code

    @TempDir
    private Path folder;

    private HadoopFolder open() throws IOException {
        return open(folder);
    }

    private static HadoopFolder open(Path folder) throws IOException {
        return open(new PlainFileSystem(), folder);
    }

    private static HadoopFolder open(FileSystem files, Path folder) throws IOException {
        return HadoopFolder.open(files, folder.resolve("remote").toUri().toString(), BEAT);
    }

    /** Runs in a process of its own, which ends at once when a score is copied. */
    public static final class Killed {
        private Killed() {}

        public static void main(String[] args) throws IOException {
            Path folder = Path.of(args[0]);
            Path scores = folder.resolve("remote/evaluation.jsonl");
            EventSink sink = event -> {
                if (event instanceof RunEvent.LearnerEvaluated) {
                    waitFor(scores);
                    Runtime.getRuntime().halt(KILLED);
                }
            };
            run(folder, sink);
        }
    }

    private static void waitFor(Path file) {
        try {
            for (int tries = 0; !Files.exists(file) && tries < 2400; tries++) {
                Thread.sleep(100);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void run(Path folder, EventSink events) throws IOException {
        try (HadoopFolder remote = open(folder)) {
            Experiment experiment = TinyExperiment.in(folder, remote.local().toString(), events, new StopRequest());
            experiment.run();
        }
    }

    @Test
    @Tag("spark") // starts a process and runs twice
    void aRunWhoseDriverIsKilledGoesOnAtThePieceWithoutItsMachine() throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path")));
        command.addAll(List.of("-Xmx512m", Killed.class.getName(), folder.toString()));
        Process killed = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(new File(folder.toFile(), "out"))
                .start();
        assertThat(killed.waitFor(5, TimeUnit.MINUTES)).isTrue();
        assertThat(killed.exitValue())
                .as(Files.readString(folder.resolve("out")))
                .isEqualTo(KILLED);
        int kept = Files.readAllLines(folder.resolve("remote/evaluation.jsonl")).size();
        assertThat(kept).isBetween(1, TRAININGS - 1);

        List<RunEvent> events = new ArrayList<>();
        run(folder, events::add);
        assertThat(events.stream().filter(RunEvent.LearnerEvaluated.class::isInstance))
                .hasSizeLessThanOrEqualTo(TRAININGS - kept);
        TinyExperiment.in(folder, "here", EventSink.NONE, new StopRequest()).run();
        assertThat(folder.resolve("remote/results.json")).hasSameTextualContentAs(folder.resolve("here/results.json"));
        assertThat(folder.resolve("remote/report.html")).exists();
        assertThat(folder.resolve("remote").resolve(HadoopFolder.LOCK)).doesNotExist();
    }

    @Test
    void oneDriverAtATimeAlsoWhereARenewalTakesLong() throws Exception {
        CountDownLatch renewed = new CountDownLatch(1);
        FileSystem slow = new PlainFileSystem() {
            @Override
            public FSDataOutputStream create(org.apache.hadoop.fs.Path file, boolean replace) throws IOException {
                if (file.getName().startsWith(HadoopFolder.LOCK + "-count-")) {
                    Interruption.sleep(BEAT.multipliedBy(2).dividedBy(5));
                    renewed.countDown();
                }
                return super.create(file, replace);
            }

            @Override
            public void setTimes(org.apache.hadoop.fs.Path file, long modified, long accessed) {
                // as s3a://, which keeps no times
            }
        };
        try (HadoopFolder first = open(slow, folder)) {
            renewed.await();
            assertThatThrownBy(this::open)
                    .isInstanceOf(InputException.class)
                    .hasMessageEndingWith(
                            "remote: another driver works on this run; wait for it, or choose another --out");
            Files.writeString(first.local().resolve("config.yaml"), "name: x");
        }
        assertThat(folder.resolve("remote/config.yaml")).hasContent("name: x");
        assertThat(folder.resolve("remote"))
                .isDirectoryNotContaining(file -> file.getFileName().toString().startsWith(HadoopFolder.LOCK));
    }

    @Test
    void aDriverWhoseLockWasTakenWritesNoMore() throws IOException {
        HadoopFolder first = open();
        Files.writeString(folder.resolve("remote").resolve(HadoopFolder.LOCK), "another");
        Files.writeString(first.local().resolve("config.yaml"), "name: x");
        assertThatThrownBy(first::close)
                .hasMessageContaining("another driver has taken over the run")
                .hasMessageEndingWith("; the run is kept in " + first.local());
        assertThat(folder.resolve("remote/config.yaml")).doesNotExist();
    }

    @Test
    void otherFilesAreLeftAlone() throws IOException {
        Files.createDirectory(folder.resolve("remote"));
        Files.writeString(folder.resolve("remote/precious.txt"), "x");
        assertThatThrownBy(this::open)
                .isInstanceOf(InputException.class)
                .hasMessageEndingWith("holds files, but no run; choose another folder with --out");
    }
}
