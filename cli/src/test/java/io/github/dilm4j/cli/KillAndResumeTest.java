package io.github.dilm4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.dilm4j.base.Json;
import io.github.dilm4j.base.RandomStreams;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs whose processes are killed end in the bytes of one that was left alone. System properties: {@code dilm.kills} is
 * how many kills (20 unless told), {@code dilm.killsPerRun} how many one run has to bear at most, {@code dilm.killSeed}
 * decides when. The table that docs/reliability.md shows is written to target/kill-and-resume.md.
 */
@EnabledOnOs(OS.LINUX)
class KillAndResumeTest {
    private static final long LONG_MILLIS = 600_000;
    private static final long SIGINT_BIT = 1 << (2 - 1);

    @TempDir
    private static Path shared;

    private static Map<String, byte[]> undisturbed = Map.of();
    private static List<String> events = List.of();

    @TempDir
    private Path folder;

    @BeforeAll
    static void runUndisturbed() throws IOException, InterruptedException {
        KilledRun run = new KilledRun(shared);
        assertThat(run.finish()).as(run.err()).isZero();
        undisturbed = run.products();
        events = run.events();
    }

    @Test
    void killedRunsEndInTheSameBytes() throws IOException, InterruptedException {
        int kills = Integer.getInteger("dilm.kills", 20);
        int perRun = Integer.getInteger("dilm.killsPerRun", 20);
        long seed = Long.getLong("dilm.killSeed", 1);
        Map<String, Integer> killsByStage = new LinkedHashMap<>();
        List<String> differing = new ArrayList<>();
        int runs = 0;
        for (int done = 0; done < kills; done += perRun, runs++) {
            UniformRandomProvider random = new RandomStreams(seed).stream("kills", runs);
            KilledRun run = new KilledRun(folder.resolve("run-" + runs));
            for (int moment : moments(Math.min(perRun, kills - done), random)) {
                String stage = kill(run, events.get(moment), random.nextInt(150));
                killsByStage.merge(stage, 1, Integer::sum);
            }
            assertThat(run.finish()).as(run.err()).isZero();
            KilledRun.differences(run.products(), undisturbed).forEach(differing::add);
        }
        table(killsByStage, runs, differing);
        assertThat(differing).isEmpty();
    }

    /** As many events of the undisturbed run, the stages in turn, in the order in which they happen. */
    private static Set<Integer> moments(int count, UniformRandomProvider random) {
        Map<String, List<Integer>> byStage = new LinkedHashMap<>();
        for (int i = 0; i < events.size(); i++) {
            JsonNode event = parse(events.get(i));
            String kind = event.get("event").textValue();
            if (event.has("stage") && !kind.equals("stageFinished") && !kind.equals("checkpointWritten")) {
                byStage.computeIfAbsent(event.get("stage").textValue(), s -> new ArrayList<>())
                        .add(i);
            }
        }
        List<List<Integer>> stages = new ArrayList<>(byStage.values());
        int[] order = RandomStreams.permutation(stages.size(), random);
        TreeSet<Integer> moments = new TreeSet<>();
        for (int i = 0; moments.size() < count && i < 100 * count; i++) {
            List<Integer> ofStage = stages.get(order[i % order.length]);
            moments.add(ofStage.get(random.nextInt(ofStage.size())));
        }
        return moments;
    }

    /** Runs until the log has this event, waits a little, kills; returns the stage that was killed. */
    private static String kill(KilledRun run, String event, int millis) throws IOException, InterruptedException {
        Process process = run.start();
        while (process.isAlive() && !run.events().contains(event)) {
            Thread.sleep(20);
        }
        Thread.sleep(millis);
        process.destroyForcibly();
        int code = KilledRun.ended(process);
        assertThat(code).as(run.err()).isIn(0, 128 + 9);
        List<String> all = run.events();
        return all.isEmpty() ? "start" : stage(all);
    }

    private static String stage(List<String> all) {
        for (int i = all.size() - 1; i >= 0; i--) {
            JsonNode event = parse(all.get(i));
            if (event.get("event").textValue().equals("runFinished")) {
                return "finished";
            }
            if (event.has("stage")) {
                return event.get("stage").textValue();
            }
        }
        return "start";
    }

    private static void table(Map<String, Integer> kills, int runs, List<String> differing) throws IOException {
        StringBuilder table = new StringBuilder("| killed in | kills |\n|---|---|\n");
        kills.forEach((stage, count) ->
                table.append("| ").append(stage).append(" | ").append(count).append(" |\n"));
        table.append("| all | ")
                .append(kills.values().stream().mapToInt(Integer::intValue).sum())
                .append(" |\n\n")
                .append(runs)
                .append(runs == 1 ? " run, " : " runs, ")
                .append(undisturbed.size())
                .append(" files compared in each: ")
                .append(differing.isEmpty() ? "all equal byte for byte." : "different: " + differing + ".")
                .append('\n');
        Files.createDirectories(Path.of("target"));
        Files.writeString(Path.of("target", "kill-and-resume.md"), table);
    }

    @Test
    void aSignalStopsTheRunAndTheSameCommandGoesOn() throws IOException, InterruptedException {
        KilledRun run = new KilledRun(folder);
        for (String stage : List.of("models", "language-model")) { // long before the end of the run
            String signal = stage.equals("models") || interruptsAreIgnored() ? "TERM" : "INT";
            Process process = run.start();
            await(process, () -> run.events().stream().anyMatch(e -> isProgressOf(e, stage)));
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

    /** Whether what this process starts cannot be interrupted, as everything that a shell started with {@code &}. */
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
        Process process = run.start("evaluation.training.steps=1000000"); // a learner is trained to its end
        await(
                process,
                () -> run.events().stream()
                        .anyMatch(e -> e.contains("\"stageStarted\"") && e.contains("\"evaluation\"")));
        Thread.sleep(2000); // no event tells that the first learner's training has begun
        signal("TERM", process);
        await(process, () -> run.err().contains("stopping at the next checkpoint"));
        assertThat(process.waitFor(1, TimeUnit.SECONDS))
                .as("the first signal waits")
                .isFalse();
        signal("TERM", process);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).isEqualTo(143);
    }

    @Test
    void aSecondProcessOnTheSameFolderIsRefused() throws IOException, InterruptedException {
        KilledRun run = new KilledRun(folder);
        Process first = run.start("languageModel.steps=1000000");
        try {
            await(first, () -> run.events().stream().anyMatch(e -> isProgressOf(e, "language-model")));
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
            await(process, () -> run.events().stream().anyMatch(e -> isProgressOf(e, "language-model")));
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

    private static void await(Process process, java.util.function.BooleanSupplier reached) throws InterruptedException {
        for (long waited = 0; !reached.getAsBoolean() && waited < LONG_MILLIS; waited += 20) {
            assertThat(process.isAlive()).as("the run ended before its time").isTrue();
            Thread.sleep(20);
        }
    }

    private static boolean isProgressOf(String event, String stage) {
        return event.contains("\"progress\"") && event.contains("\"" + stage + "\"");
    }

    private static JsonNode parse(String event) {
        try {
            return Json.STRICT.readTree(event);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
