package io.github.dilm4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dilm4j.base.RandomStreams;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills commands other than {@code run} with SIGKILL or SIGTERM at random times. They leave no incomplete results and
 * change no other files, and a repeated command gives the same bytes as an undisturbed one. Each process works in a
 * different folder. System properties: {@code dilm.commandKills} is the number of kills for all commands together
 * (default: 2, of {@code pretrain}); {@code dilm.killSeed} and {@code dilm.killJavas} are those of {@link
 * KillAndResumeTest}. The test writes the table in docs/reliability.md to target/killed-commands.md.
 */
@EnabledOnOs(OS.LINUX)
class KilledCommandsTest {
    private static final int KILLS = Integer.getInteger("dilm.commandKills", 0);
    private static final String SIGTERM = "SIGTERM";
    private static final String SIGKILL = "SIGKILL";
    private static final int REFUSED = 2;

    /**
     * A command with arguments relative to its working folder.
     *
     * @param results whether a path in that folder is one of its results
     */
    private record Command(String name, String arguments, Predicate<String> results) {
        static Command of(String name, String arguments, String... results) {
            return new Command(
                    name,
                    arguments,
                    path -> Arrays.stream(results)
                            .anyMatch(result -> path.equals(result) || path.startsWith(result + "/")));
        }

        List<String> words() {
            return List.of(arguments.split(" ", -1));
        }
    }

    private static final Command PRETRAIN_AGAIN = Command.of(
            "pretrain --force",
            "pretrain --kind bert --text corpus.txt --vocabulary 120 --layers 1 --hidden 16 --heads 2 --positions 16"
                    + " --steps 30 --device cpu --threads 2 --out old --force",
            "old");
    private static final List<Command> COMMANDS = List.of(
            PRETRAIN_AGAIN,
            Command.of(
                    "tokenizer train",
                    "tokenizer train --kind wordpiece --text corpus.txt --size 120 --out tokenizer",
                    "tokenizer"),
            Command.of(
                    "pretrain",
                    "pretrain --kind gpt2 --text corpus.txt --vocabulary 300 --layers 1 --hidden 16 --heads 2 --positions 16"
                            + " --steps 30 --device cpu --threads 2 --out model",
                    "model"),
            Command.of(
                    "select",
                    "select --method ridge --train train.tsv --dpc 2 --encoder old --device cpu --threads 2 --out"
                            + " chosen.jsonl",
                    "chosen.jsonl"),
            Command.of(
                    "generate",
                    "generate --generator run/generator --dpc 2 --oversample 10 --select k-centers --encoder old"
                            + " --text sentence --device cpu --threads 2 --max-tokens 16 --out written.jsonl",
                    "written.jsonl"),
            Command.of(
                    "evaluate",
                    "evaluate --train run/distilled/dilm-dpc2-set0.jsonl --test test.tsv --learner old --runs 2 --steps"
                            + " 5 --device cpu --threads 2 --json scores.json",
                    "scores.json"),
            Command.of(
                    "audit",
                    "audit run/distilled/dilm-dpc2-set0.jsonl --against train.tsv --encoder old --device cpu --threads 2"
                            + " --drop-copies --out clean.jsonl --json audit.json",
                    "clean.jsonl",
                    "audit.json"),
            Command.of("report", "report run", "run/report.html", "run/scores.csv", "run/scores.tex"),
            Command.of(
                    "export",
                    "export run --train train.tsv --log-probability --device cpu --threads 2 --to exported",
                    "exported"),
            new Command(
                    "distill",
                    "distill train.tsv --test test.tsv --dpc 2 --from-nothing --no-estimate --out distilled device=cpu"
                            + " threads=2 learner.create.pretraining.steps=5 learner.create.contrastive="
                            + " generator.create.pretraining.steps=5 languageModel.steps=30 matching.training.steps=2"
                            + " distil.sets=1 distil.oversample=10 evaluation.learnersPerSet=1"
                            + " evaluation.training.steps=2 health.ignoredLabels=warn",
                    path -> path.matches(
                            "distilled/(distilled|coreset)[^/]*[.]jsonl|distilled/(results[.]json|data/.*)")));

    @TempDir
    private Path folder;

    private int folders;

    @Test
    void killedCommandsLeaveNothingHalf() throws IOException, InterruptedException {
        List<Command> commands = KILLS == 0 ? List.of(PRETRAIN_AGAIN) : COMMANDS;
        Path inputs = inputs(KILLS > 0);
        UniformRandomProvider random = new RandomStreams(Long.getLong("dilm.killSeed", 1)).stream("commands");
        Map<String, Map<String, Integer>> ended = new LinkedHashMap<>();
        for (Command command : commands) {
            ended.put(command.name(), kill(command, inputs, Math.max(2, KILLS / commands.size()), random));
        }
        table(ended);
    }

    /** Kills the command this many times, then lets it finish. */
    private Map<String, Integer> kill(Command command, Path inputs, int kills, UniformRandomProvider random)
            throws IOException, InterruptedException {
        Path undisturbed = copy(inputs);
        long begin = System.nanoTime();
        Process whole = start(undisturbed, command, 0);
        assertThat(KilledRun.ended(whole)).as(err(undisturbed)).isZero();
        long nanos = System.nanoTime() - begin;
        Map<String, byte[]> before = contents(inputs);
        Map<String, byte[]> after = contents(undisturbed);

        Map<String, Integer> ended = new TreeMap<>();
        Path work = copy(inputs);
        int done = 0;
        for (int process = 1; done < kills && process < 4 * kills; process++) {
            String signal = random.nextInt(3) == 0 ? SIGTERM : SIGKILL;
            Process started = start(work, command, process);
            TimeUnit.NANOSECONDS.sleep((long) (nanos * (0.2 + 0.8 * random.nextDouble())));
            if (signal.equals(SIGKILL)) {
                started.destroyForcibly();
            } else {
                started.destroy();
            }
            int code = KilledRun.ended(started);
            String which = command.name() + ", " + signal + ", exit code " + code + ": " + err(work);
            assertThat(code).as(which).isIn(0, REFUSED, 128 + 9, 128 + 15);
            requireWhole(command, contents(work), before, after, which);
            if (code > REFUSED) {
                ended.merge(signal, 1, Integer::sum);
                done++;
            } else { // the command had finished, in this process or in the one before
                if (code == REFUSED) {
                    assertThat(err(work)).as(which).contains("exists already");
                }
                work = copy(inputs);
            }
            work = moved(work);
        }
        int code = KilledRun.ended(start(work, command, 0));
        if (code == REFUSED && err(work).contains("exists already")) { // only the exit was missing
            work = copy(inputs);
            code = KilledRun.ended(start(work, command, 0));
        }
        assertThat(code).as(command.name() + ": " + err(work)).isZero();
        assertThat(different(results(command, contents(work)), results(command, after)))
                .as(command.name())
                .isEmpty();
        assertThat(contents(work).keySet().stream().filter(path -> path.contains(".part")))
                .as("left behind by " + command.name())
                .isEmpty();
        return ended;
    }

    /** Requires that each result is as before or as after the command, and that all other files are as before. */
    private static void requireWhole(
            Command command,
            Map<String, byte[]> now,
            Map<String, byte[]> before,
            Map<String, byte[]> after,
            String which) {
        now.forEach((path, content) -> {
            if (before.containsKey(path) && !command.results().test(path)) {
                assertThat(content).as(which + path).isEqualTo(before.get(path));
            } else if (command.results().test(path)) {
                assertThat(Arrays.equals(content, after.get(path)) || Arrays.equals(content, before.get(path)))
                        .as(which + path + " is complete")
                        .isTrue();
            }
        });
        assertThat(now.keySet())
                .as(which)
                .containsAll(before.keySet().stream()
                        .filter(path -> !command.results().test(path))
                        .toList());
        for (String model : List.of("old", "model", "tokenizer", "exported")) { // folders are written as a whole
            Map<String, byte[]> found = in(model, now);
            assertThat(found.isEmpty()
                            || different(found, in(model, before)).isEmpty()
                            || different(found, in(model, after)).isEmpty())
                    .as(which + model + " comes from one process")
                    .isTrue();
        }
    }

    private static Map<String, byte[]> in(String folder, Map<String, byte[]> contents) {
        Map<String, byte[]> inside = new TreeMap<>(contents);
        inside.keySet().removeIf(path -> !path.startsWith(folder + "/"));
        return inside;
    }

    private static Map<String, byte[]> results(Command command, Map<String, byte[]> contents) {
        Map<String, byte[]> results = new TreeMap<>(contents);
        results.keySet().removeIf(command.results().negate());
        return results;
    }

    private static List<String> different(Map<String, byte[]> one, Map<String, byte[]> other) {
        return List.copyOf(KilledRun.differences(one, other));
    }

    /** Makes data, a text, an older model and, with {@code run}, a finished run. */
    private Path inputs(boolean run) throws IOException, InterruptedException {
        KilledRun made = new KilledRun(folder.resolve("inputs"));
        Path inputs = folder.resolve("inputs");
        List<String> texts = Files.readAllLines(inputs.resolve("train.tsv")).stream()
                .skip(1)
                .map(row -> row.substring(0, row.indexOf('\t')))
                .toList();
        Files.write(inputs.resolve("corpus.txt"), texts);
        if (run) {
            assertThat(made.finish()).as(made.err()).isZero();
        }
        Process older = KilledRun.started(
                inputs,
                surroundings(0),
                List.of(),
                Stream.concat(
                                PRETRAIN_AGAIN.words().stream().filter(word -> !word.equals("--force")),
                                Stream.of("--seed", "7"))
                        .toList());
        assertThat(KilledRun.ended(older)).as(err(inputs)).isZero();
        return inputs;
    }

    private static Process start(Path folder, Command command, int process) throws IOException {
        return KilledRun.started(folder, surroundings(process), List.of(), command.words());
    }

    private static KilledRun.Surroundings surroundings(int process) {
        return KillAndResumeTest.surroundings(process);
    }

    private static String err(Path folder) {
        return KilledRun.err(folder);
    }

    /** Returns the contents of the files by path, without the output of processes. */
    private static Map<String, byte[]> contents(Path folder) throws IOException {
        Map<String, byte[]> contents = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                contents.put(folder.relativize(file).toString(), Files.readAllBytes(file));
            }
        }
        contents.keySet().removeAll(List.of("out.txt", "err.txt"));
        return contents;
    }

    private Path copy(Path inputs) throws IOException {
        Path copy = next();
        try (Stream<Path> files = Files.walk(inputs)) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(inputs.relativize(file).toString()));
            }
        }
        return copy;
    }

    private Path moved(Path work) throws IOException {
        return Files.move(work, next());
    }

    private Path next() {
        return folder.resolve("work-" + ++folders);
    }

    private static void table(Map<String, Map<String, Integer>> ended) throws IOException {
        List<String> lines = new ArrayList<>(List.of("| command | SIGKILL | SIGTERM |", "|---|---|---|"));
        int[] all = {0, 0};
        ended.forEach((command, signals) -> {
            int kills = signals.getOrDefault(SIGKILL, 0);
            int terms = signals.getOrDefault(SIGTERM, 0);
            lines.add("| " + command + " | " + kills + " | " + terms + " |");
            all[0] += kills;
            all[1] += terms;
        });
        lines.add("| all | " + all[0] + " | " + all[1] + " |");
        Files.createDirectories(Path.of("target"));
        Files.write(Path.of("target", "killed-commands.md"), lines);
    }
}
