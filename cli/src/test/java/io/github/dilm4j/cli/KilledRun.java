package io.github.dilm4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.dilm4j.base.Json;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A small run of all stages in separate processes, which can be watched, killed and started again. */
final class KilledRun {
    private static final long LONG_MILLIS = 600_000;
    private static final int THREADS = 2;
    private static final String CONFIG = """
            name: killed
            device: cpu
            threads: 2
            task: {textFields: [sentence], labels: [negative, positive]}
            data: {train: [train.tsv], report: [test.tsv], selectPerLabel: 12}
            learner:
              create:
                {vocabularySize: 120, layers: 1, hidden: 16, heads: 2, positions: 16, pretraining: {steps: 20}}
              maxTokens: 16
            generator:
              create:
                {vocabularySize: 300, layers: 1, hidden: 32, heads: 2, positions: 16, pretraining: {steps: 20}}
              maxTokens: 16
            languageModel: {steps: 100, batchSize: 64, learningRate: 0.01}
            repsets: {count: 2, size: 8}
            trajectories: {count: 3, positions: 3, stepsBetween: 4, batchSize: 64, learningRate: 0.01}
            matching:
              training: {steps: 24, batchSize: 8, learningRate: 0.001}
              pool: 32
              refreshEvery: 2
              lambda: 0.1
              lambdaBatchSize: 8
            distil: {dpc: [2], oversample: 10, sets: 2}
            evaluation:
              methods: [random, k-centers, herding, generator-before-matching, dilm]
              learnersPerSet: 2
              training: {steps: 4}
            checkpoints: {everySeconds: 0, everySteps: 3}
            health: {ignoredLabels: warn}
            """;
    private static final List<List<String>> WORDS =
            List.of(List.of("dull", "bad", "slow", "poor", "flat"), List.of("good", "warm", "fine", "rare", "great"));
    private static final List<String> NOUNS = List.of("film", "plot", "cast", "song", "end", "tale", "joke", "play");
    /** The paths are absolute, since processes have other working directories. */
    private static final String CLASS_PATH = Stream.of(
                    System.getProperty("java.class.path").split(File.pathSeparator))
            .map(entry -> Path.of(entry).toAbsolutePath().toString())
            .collect(Collectors.joining(File.pathSeparator));

    private static final Set<String> VARYING = Set.of("atMillis", "seconds", "peakMemoryBytes");

    private Path folder;
    private Surroundings surroundings = Surroundings.OWN;

    KilledRun(Path folder) throws IOException {
        this(folder, THREADS);
    }

    KilledRun(Path folder, int threads) throws IOException {
        this.folder = Files.createDirectories(folder);
        Files.writeString(folder.resolve("killed.yaml"), CONFIG.replace("threads: " + THREADS, "threads: " + threads));
        Files.write(folder.resolve("train.tsv"), rows(3));
        Files.write(folder.resolve("test.tsv"), rows(1));
    }

    Path run() {
        return folder.resolve("run");
    }

    /** Sets the environment of the next processes. */
    void setSurroundings(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /** Renames the folder of config, data and run. */
    void moveTo(Path other) throws IOException {
        Files.move(folder, other);
        folder = other;
    }

    /** Starts or resumes the run; stdout and stderr go to files beside it. */
    Process start(String... overrides) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("run", config(), "--out", run().toString()));
        arguments.addAll(List.of(overrides));
        return started(List.of(), arguments);
    }

    /** Starts the estimate of the run. Its files go to a folder {@code dilm4j-estimate…} in {@code temporary}. */
    Process startEstimate(Path temporary) throws IOException {
        return started(List.of("-Djava.io.tmpdir=" + temporary), List.of("estimate", config()));
    }

    private String config() {
        return folder.resolve("killed.yaml").toString();
    }

    private Process started(List<String> options, List<String> arguments) throws IOException {
        return started(folder, surroundings, options, arguments);
    }

    /** Starts the program in a folder. Writes stdout and stderr to files there. */
    static Process started(Path folder, Surroundings surroundings, List<String> options, List<String> arguments)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(
                surroundings.java().resolve("bin/java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0",
                "-Dorg.bytedeco.javacpp.maxBytes=0"));
        command.addAll(surroundings.options());
        command.addAll(options);
        command.addAll(List.of("-cp", CLASS_PATH, "io.github.dilm4j.cli.Dilm"));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().putAll(Map.of("OMP_NUM_THREADS", "1", "OPENBLAS_NUM_THREADS", "1"));
        builder.environment().putAll(surroundings.environment());
        builder.redirectOutput(folder.resolve("out.txt").toFile());
        builder.redirectError(folder.resolve("err.txt").toFile());
        return builder.start();
    }

    /** Runs the program to its end. Returns the exit code. */
    int finish() throws IOException, InterruptedException {
        return ended(start());
    }

    /** Waits at most ten minutes for the process to end. Returns the exit code. */
    static int ended(Process process) throws InterruptedException {
        if (!process.waitFor(10, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new AssertionError("the run does not end");
        }
        return process.exitValue();
    }

    /** Waits until something is reached. Fails if the process ends before. */
    static void await(Process process, BooleanSupplier reached) throws InterruptedException {
        poll(process, () -> !process.isAlive() || reached.getAsBoolean());
        assertThat(reached.getAsBoolean())
                .as("it is reached before the process ends")
                .isTrue();
    }

    static void poll(Process process, BooleanSupplier reached) throws InterruptedException {
        for (long waited = 0; !reached.getAsBoolean(); waited += 20) {
            if (waited > LONG_MILLIS) {
                process.destroyForcibly();
                throw new AssertionError("it is not reached in ten minutes");
            }
            Thread.sleep(20);
        }
    }

    String err() {
        return err(folder);
    }

    /** Returns the stderr of the last process in a folder. */
    static String err(Path folder) {
        try {
            return Files.readString(folder.resolve("err.txt"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the log's events without the parts that vary from run to run. */
    List<String> events() {
        Path log = run().resolve("events.jsonl");
        try {
            String text = Files.exists(log) ? Files.readString(log) : "";
            List<String> events = new ArrayList<>();
            for (String line :
                    text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
                ObjectNode event = (ObjectNode) Json.STRICT.readTree(line);
                event.remove(VARYING);
                events.add(event.toString());
            }
            return events;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the log's events after the first ones. All processes of a run write one log. */
    Stream<String> events(int skipped) {
        return events().stream().skip(skipped);
    }

    static boolean isProgressOf(String event, String stage) {
        return event.contains("\"progress\"") && event.contains("\"" + stage + "\"");
    }

    /** A Java home, and the user's time zone and language with their POSIX names. */
    record Surroundings(Path java, String timeZone, String language) {
        static final Surroundings OWN = new Surroundings(Path.of(System.getProperty("java.home")), "", "");

        /** Java takes the language from the environment only if the system has it installed. */
        List<String> options() {
            String[] names = language.split("[_.]", -1);
            return names.length < 2 ? List.of() : List.of("-Duser.language=" + names[0], "-Duser.country=" + names[1]);
        }

        Map<String, String> environment() {
            return timeZone.isEmpty() ? Map.of() : Map.of("TZ", timeZone, "LANG", language, "LC_ALL", language);
        }
    }

    /** Returns the products of the run by path: models, generators, distilled sets and results. */
    Map<String, byte[]> products() throws IOException {
        Map<String, byte[]> products = new TreeMap<>();
        for (String part : List.of("models", "generator-before-matching", "generator", "distilled", "results.json")) {
            try (Stream<Path> files = Files.walk(run().resolve(part))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    products.put(run().relativize(file).toString(), Files.readAllBytes(file));
                }
            }
        }
        return products;
    }

    /** Returns the files in which two runs' products differ. */
    static Set<String> differences(Map<String, byte[]> one, Map<String, byte[]> other) {
        Set<String> names = new TreeSet<>(one.keySet());
        names.addAll(other.keySet());
        names.removeIf(name -> java.util.Arrays.equals(one.get(name), other.get(name)));
        return names;
    }

    /** Returns rows with every noun and two words of a label. */
    private static List<String> rows(int times) {
        List<String> lines = new ArrayList<>(List.of("sentence\tlabel"));
        for (int label = 0; label < 2; label++) {
            List<String> words = WORDS.get(label);
            for (String noun : NOUNS) {
                for (int i = 0; i < words.size() * times; i++) {
                    String second = words.get((i + 1 + i / words.size()) % words.size());
                    lines.add(words.get(i % words.size()) + " and " + second + " " + noun + "\t"
                            + List.of("negative", "positive").get(label));
                }
            }
        }
        return lines;
    }
}
