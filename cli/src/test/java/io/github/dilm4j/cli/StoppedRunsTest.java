package io.github.dilm4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A signal, a full disk or another process stops runs, which have processes of their own. */
@EnabledOnOs(OS.LINUX)
class StoppedRunsTest {
    private static final long SIGINT_BIT = 1 << (2 - 1);

    @TempDir
    private static Path shared;

    private static Map<String, byte[]> undisturbed = Map.of();

    @TempDir
    private Path folder;

    @BeforeAll
    static void runUndisturbed() throws IOException, InterruptedException {
        KilledRun run = new KilledRun(shared);
        assertThat(run.finish()).as(run.err()).isZero();
        undisturbed = run.products();
    }

    @Test
    void aSignalStopsTheRunAndTheSameCommandGoesOn() throws IOException, InterruptedException {
        KilledRun run = new KilledRun(folder);
        for (String stage : List.of("models", "language-model")) { // long before the run ends
            String signal = stage.equals("models") || interruptsAreIgnored() ? "TERM" : "INT";
            int before = run.events().size();
            Process process = run.start();
            KilledRun.await(process, () -> run.events(before).anyMatch(e -> KilledRun.isProgressOf(e, stage)));
            signal(signal, process);
            assertThat(KilledRun.ended(process)).as(run.err()).isEqualTo(signal.equals("TERM") ? 143 : 130);
            assertThat(run.err())
                    .contains("stopping at the next checkpoint")
                    .contains("to go on: ./dilm run " + folder.resolve("killed.yaml") + " --out " + run.run());
            assertThat(run.events()).last().matches(event -> event.contains("\"runStopped\""));
        }
        assertThat(run.finish()).as(run.err()).isZero();
        assertThat(KilledRun.differences(run.products(), undisturbed)).isEmpty();
    }

    /** Returns whether child processes ignore interrupts, like those that a shell starts with {@code &}. */
    private static boolean interruptsAreIgnored() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return false;
        }
        try (Stream<String> lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith("SigIgn:"))
                    .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & SIGINT_BIT) != 0);
        }
    }

    @Test
    void aSecondSignalEndsTheProcessAtOnce() throws IOException, InterruptedException {
        KilledRun run = new KilledRun(folder);
        // the first signal takes effect only after a learner's training
        Process process = run.start("evaluation.training.steps=1000000");
        KilledRun.await(
                process,
                () -> run.events().stream()
                        .anyMatch(e -> e.contains("\"stageStarted\"") && e.contains("\"evaluation\"")));
        Thread.sleep(2000); // no event reports that the first learner's training has begun
        signal("TERM", process);
        KilledRun.await(process, () -> run.err().contains("stopping at the next checkpoint"));
        assertThat(process.waitFor(1, TimeUnit.SECONDS))
                .as("the process still runs after the first signal")
                .isFalse();
        signal("TERM", process);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).isEqualTo(143);
        assertThat(run.err()).endsWith("quits at once\n"); // and no report of a crash
    }

    @Test
    void aSecondProcessOnTheSameFolderIsRefused() throws IOException, InterruptedException {
        KilledRun run = new KilledRun(folder);
        Process first = run.start("languageModel.steps=1000000");
        try {
            KilledRun.await(
                    first, () -> run.events().stream().anyMatch(e -> KilledRun.isProgressOf(e, "language-model")));
            assertThat(KilledRun.ended(run.start("languageModel.steps=1000000")))
                    .isEqualTo(2);
            assertThat(run.err())
                    .isEqualTo(run.run() + ": another process is working on this run; wait for it, or choose another"
                            + " --out\n");
            assertThat(first.isAlive()).isTrue();
        } finally {
            first.destroyForcibly().waitFor();
        }
    }

    @Test
    void aSignalLeavesNothingOfAnEstimate() throws IOException, InterruptedException {
        KilledRun run = new KilledRun(folder);
        Path temporary = Files.createDirectories(folder.resolve("temporary"));
        Process process = run.startEstimate(temporary);
        // the first model is written; all else is still to be measured
        KilledRun.await(process, () -> holds(temporary, "model.safetensors"));
        signal("TERM", process);
        assertThat(KilledRun.ended(process)).as(run.err()).isEqualTo(143);
        assertThat(temporary).isDirectoryNotContaining("glob:**/dilm4j-estimate*");
    }

    private static boolean holds(Path folder, String name) {
        try (Stream<Path> files = Files.find(folder, 5, (file, is) -> file.endsWith(name))) {
            return files.findFirst().isPresent();
        } catch (IOException | UncheckedIOException whileItChanges) {
            return false;
        }
    }

    private static void signal(String name, Process process) throws IOException, InterruptedException {
        assertThat(exit("kill", "-" + name, Long.toString(process.pid()))).isZero();
    }

    @Test
    void aFullDiskIsASentenceAndTheRunGoesOnWhenThereIsRoom() throws IOException, InterruptedException {
        Path disk = Files.createDirectories(folder.resolve("disk"));
        boolean mounted = exit("mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", disk.toString()) == 0;
        assumeThat(mounted)
                .as("a small file system cannot be mounted here; run as root to test a full disk")
                .isTrue();
        try {
            KilledRun run = new KilledRun(disk);
            Process process = run.start();
            KilledRun.await(
                    process, () -> run.events().stream().anyMatch(e -> KilledRun.isProgressOf(e, "language-model")));
            Path ballast = disk.resolve("ballast");
            fill(ballast);
            assertThat(KilledRun.ended(process)).as(run.err()).isEqualTo(1);
            assertThat(run.err())
                    .contains("cannot be written (No space left on device)")
                    .doesNotContain("internal error");
            Files.delete(ballast);
            assertThat(run.finish()).as(run.err()).isZero();
            assertThat(KilledRun.differences(run.products(), undisturbed)).isEmpty();
        } finally {
            exit("umount", "--lazy", disk.toString());
        }
    }

    private static void fill(Path file) throws IOException {
        try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
            byte[] block = new byte[512];
            while (true) {
                out.write(block);
            }
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("No space left");
        }
    }

    private static int exit(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getInputStream().readAllBytes();
        return process.waitFor(1, TimeUnit.MINUTES) ? process.exitValue() : -1;
    }
}
