package io.github.dilm4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.dilm4j.base.Json;
import io.github.dilm4j.base.RandomStreams;
import java.io.IOException;
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
import java.util.stream.Stream;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs whose processes are killed end with the same bytes as an undisturbed run. System properties: {@code dilm.kills}
 * is the number of kills (default: 16), {@code dilm.killsPerRun} the largest number for one run, and {@code
 * dilm.killSeed} determines their times. {@code dilm.killJavas} lists Java homes, separated by commas: the runs then
 * have different numbers of threads, and the Java, time zone, language and folder change from one process to the next.
 * The test writes the table in docs/reliability.md to target/kill-and-resume.md.
 */
@EnabledOnOs(OS.LINUX)
class KillAndResumeTest {
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

    /** The products and events of an undisturbed run. */
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
        int kills = Integer.getInteger("dilm.kills", 16);
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
                .as("processes killed before their end, of " + kills)
                .isGreaterThan(kills / 2);
    }

    private void change(KilledRun run, int number, int process) throws IOException {
        if (!JAVAS.isEmpty()) {
            run.moveTo(folder.resolve("run-" + number + "-moved-" + process));
            run.setSurroundings(surroundings(process));
        }
    }

    /** Returns the surroundings of the nth process. */
    static KilledRun.Surroundings surroundings(int process) {
        if (JAVAS.isEmpty()) {
            return KilledRun.Surroundings.OWN;
        }
        int language = process / JAVAS.size(); // combines every Java with every language
        return new KilledRun.Surroundings(
                JAVAS.get(process % JAVAS.size()),
                TIME_ZONES.get(process % TIME_ZONES.size()),
                LANGUAGES.get(language % LANGUAGES.size()));
    }

    /** Returns random events of the undisturbed run in their order, spread evenly over the stages. */
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
     * Starts a process, waits until it has logged this event of the undisturbed run or a later one, waits a little
     * longer, and kills it.
     *
     * @return the stage that was killed; empty if the run ended before the kill
     */
    private static Optional<String> kill(KilledRun run, List<String> events, int moment, int millis)
            throws IOException, InterruptedException {
        int before = run.events().size();
        Process process = run.start();
        KilledRun.poll(
                process,
                () -> !process.isAlive() || run.events(before).anyMatch(event -> hasCome(event, events, moment)));
        Thread.sleep(millis);
        process.destroyForcibly();
        int code = KilledRun.ended(process);
        if (code == 0) {
            return Optional.empty();
        }
        assertThat(code).as(run.err()).isEqualTo(128 + 9);
        return run.events(before)
                .map(KillAndResumeTest::parse)
                .filter(event -> event.has("stage"))
                .reduce((earlier, later) -> later)
                .map(event -> event.get("stage").textValue());
    }

    private static boolean hasCome(String event, List<String> events, int moment) {
        return event.equals(events.get(moment)) || events.indexOf(event) > moment;
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

    private static JsonNode parse(String event) {
        try {
            return Json.STRICT.readTree(event);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
