package io.github.dilm4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.dilm4j.base.Json;
import io.github.dilm4j.base.RandomStreams;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
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
 * decides when. With {@code dilm.killJavas}, homes of Java split by commas, the runs have different numbers of threads, and
 * each of their processes another Java, time zone, language and folder than the one before. The table that docs/reliability.md shows is written to target/kill-and-resume.md.
 */
@EnabledOnOs(OS.LINUX)
class KillAndResumeTest {
    private static final long LONG_MILLIS = 600_000;
    private static final long SIGINT_BIT = 1 << (2 - 1);

    @TempDir
    private static Path shared;

    private static final List<Path> JAVAS = Stream.of(
                    System.getProperty("dilm.killJavas", "").split(","))
            .filter(home -> !home.isBlank())
            .map(Path::of)
            .toList();
    private static final List<String> TIME_ZONES = List.of("UTC", "Asia/Tokyo", "America/St_Johns");
    private static final List<String> LANGUAGES = List.of("tr_TR.UTF-8", "ar_EG.UTF-8", "C");
    private static final List<Integer> THREADS = JAVAS.isEmpty() ? List.of(2) : List.of(2, 1, 3);

    private static Undisturbed undisturbed = new Undisturbed(Map.of(), List.of());

    /** The products and events of a run that was left alone. */
    private record Undisturbed(Map<String, byte[]> products, List<String> events) {
        static Undisturbed of(KilledRun run) throws IOException, InterruptedException {
            assertThat(run.finish()).as(run.err()).isZero();
            return new Undisturbed(run.products(), run.events());
        }
    }

    @TempDir
    private Path folder;

    @BeforeAll
    static void runUndisturbed() throws IOException, InterruptedException {
        undisturbed = Undisturbed.of(new KilledRun(shared));
    }

    @Test
    void killedRunsEndInTheSameBytes() throws IOException, InterruptedException {
        int kills = Integer.getInteger("dilm.kills", 20);
        int perRun = Integer.getInteger("dilm.killsPerRun", 20);
        long seed = Long.getLong("dilm.killSeed", 1);
        Map<String, Integer> killsByStage = new LinkedHashMap<>();
        List<String> differing = new ArrayList<>();
        Map<Integer, Undisturbed> byThreads = new TreeMap<>(Map.of(2, undisturbed));
        int runs = 0;
        for (int done = 0; done < kills; done += perRun, runs++) {
            UniformRandomProvider random = new RandomStreams(seed).stream("kills", runs);
            int threads = THREADS.get(runs % THREADS.size());
            if (!byThreads.containsKey(threads)) {
                byThreads.put(threads, Undisturbed.of(new KilledRun(folder.resolve("threads-" + threads), threads)));
            }
            Undisturbed expected = byThreads.get(threads);
            KilledRun run = new KilledRun(folder.resolve("run-" + runs), threads);
            int process = 0;
            for (int moment : moments(expected.events(), Math.min(perRun, kills - done), random)) {
                change(run, runs, process++);
                kill(run, expected.events(), moment, random.nextInt(150))
                        .ifPresent(stage -> killsByStage.merge(stage, 1, Integer::sum));
            }
            change(run, runs, process);
            assertThat(run.finish()).as(run.err()).isZero();
            differing.addAll(KilledRun.differences(run.products(), expected.products()));
        }
        table(killsByStage, runs, differing);
        assertThat(differing).isEmpty();
        assertThat(all(killsByStage))
                .as("processes killed at work, of " + kills)
                .isGreaterThan(kills / 2);
    }

    private void change(KilledRun run, int number, int process) throws IOException {
        if (!JAVAS.isEmpty()) {
            run.moveTo(folder.resolve("run-" + number + "-moved-" + process));
            run.setSurroundings(surroundings(process));
        }
    }

    /** Those of the nth process. */
    static KilledRun.Surroundings surroundings(int process) {
        if (JAVAS.isEmpty()) {
            return KilledRun.Surroundings.OWN;
        }
        int language = process / JAVAS.size(); // so that every Java meets every language
        return new KilledRun.Surroundings(
                JAVAS.get(process % JAVAS.size()),
                TIME_ZONES.get(process % TIME_ZONES.size()),
                LANGUAGES.get(language % LANGUAGES.size()));
    }

    /** As many events of the undisturbed run, the stages in turn, in the order in which they happen. */
    private static Set<Integer> moments(List<String> events, int count, UniformRandomProvider random) {
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

    /**
     * Starts a process, waits until it has logged this event of the undisturbed run or a later one, then a little, kills.
     *
     * @return the stage that was killed; empty if the run was at its end before that
     */
    private static Optional<String> kill(KilledRun run, List<String> events, int moment, int millis)
            throws IOException, InterruptedException {
        int before = run.events().size();
        Process process = run.start();
        poll(
                process,
                () -> !process.isAlive() || logged(run, before).anyMatch(event -> hasCome(event, events, moment)));
        Thread.sleep(millis);
        process.destroyForcibly();
        int code = KilledRun.ended(process);
        if (code == 0) {
            return Optional.empty();
        }
        assertThat(code).as(run.err()).isEqualTo(128 + 9);
        return logged(run, before)
                .map(KillAndResumeTest::parse)
                .filter(event -> event.has("stage"))
                .reduce((earlier, later) -> later)
                .map(event -> event.get("stage").textValue());
    }

    private static boolean hasCome(String event, List<String> events, int moment) {
        return event.equals(events.get(moment)) || events.indexOf(event) > moment;
    }

    /** What the log has beyond its first lines: it is that of all processes of the run. */
    private static Stream<String> logged(KilledRun run, int before) {
        return run.events().stream().skip(before);
    }

    private static void table(Map<String, Integer> kills, int runs, List<String> differing) throws IOException {
        StringBuilder table = new StringBuilder("| killed in | kills |\n|---|---|\n");
        kills.forEach((stage, count) ->
                table.append("| ").append(stage).append(" | ").append(count).append(" |\n"));
        table.append("| all | ")
                .append(all(kills))
                .append(" |\n\n")
                .append(runs)
                .append(runs == 1 ? " run, " : " runs, ")
                .append(undisturbed.products().size())
                .append(" files compared in each: ")
                .append(differing.isEmpty() ? "all equal byte for byte." : "different: " + differing + ".")
                .append('\n');
        Files.createDirectories(Path.of("target"));
        Files.writeString(Path.of("target", "kill-and-resume.md"), table);
    }

    private static int all(Map<String, Integer> kills) {
        return kills.values().stream().mapToInt(Integer::intValue).sum();
    }

    @Test
    void aSignalStopsTheRunAndTheSameCommandGoesOn() throws IOException, InterruptedException {
        KilledRun run = new KilledRun(folder);
        for (String stage : List.of("models", "language-model")) { // long before the end of the run
            String signal = stage.equals("models") || interruptsAreIgnored() ? "TERM" : "INT";
            int before = run.events().size();
            Process process = run.start();
            await(process, () -> logged(run, before).anyMatch(e -> isProgressOf(e, stage)));
            signal(signal, process);
            assertThat(KilledRun.ended(process)).as(run.err()).isEqualTo(signal.equals("TERM") ? 143 : 130);
            assertThat(run.err())
                    .contains("stopping at the next checkpoint")
                    .contains("to go on: ./dilm run " + folder.resolve("killed.yaml") + " --out " + run.run());
            assertThat(run.events()).last().matches(event -> event.contains("\"runStopped\""));
        }
        assertThat(run.finish()).as(run.err()).isZero();
        assertThat(KilledRun.differences(run.products(), undisturbed.products()))
                .isEmpty();
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

    @Test
    void aSignalLeavesNothingOfAnEstimate() throws IOException, InterruptedException {
        KilledRun run = new KilledRun(folder);
        Path temporary = Files.createDirectories(folder.resolve("temporary"));
        Process process = run.startEstimate(temporary);
        await(process, () -> holds(temporary, "generation_config.json")); // models, then the language model
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
            await(process, () -> run.events().stream().anyMatch(e -> isProgressOf(e, "language-model")));
            Path ballast = disk.resolve("ballast");
            fill(ballast);
            assertThat(KilledRun.ended(process)).as(run.err()).isEqualTo(1);
            assertThat(run.err())
                    .contains("cannot be written (No space left on device)")
                    .doesNotContain("internal error");
            Files.delete(ballast);
            assertThat(run.finish()).as(run.err()).isZero();
            assertThat(KilledRun.differences(run.products(), undisturbed.products()))
                    .isEmpty();
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

    private static void await(Process process, BooleanSupplier reached) throws InterruptedException {
        poll(process, () -> !process.isAlive() || reached.getAsBoolean());
        assertThat(reached.getAsBoolean()).as("the run ended before its time").isTrue();
    }

    private static void poll(Process process, BooleanSupplier reached) throws InterruptedException {
        for (long waited = 0; !reached.getAsBoolean(); waited += 20) {
            if (waited > LONG_MILLIS) {
                process.destroyForcibly();
                throw new AssertionError("what was waited for did not come in ten minutes");
            }
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
            throw new UncheckedIOException(e);
        }
    }
}
