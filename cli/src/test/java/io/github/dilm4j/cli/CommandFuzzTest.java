package io.github.dilm4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dilm4j.Damage;
import io.github.dilm4j.base.Folders;
import io.github.dilm4j.base.Printable;
import io.github.dilm4j.base.RandomStreams;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Damages one file at random and gives it to a command together with intact ones. The command ends with exit code 0, or
 * with 2, sentences on stderr and no result, and does not change its inputs. System properties: {@code dilm.fuzz} is
 * the number of damaged files for each reader of {@code FuzzTest}; each command gets a hundredth as many (one by
 * default). {@code dilm.fuzzSeed} determines the damage.
 */
class CommandFuzzTest {
    private static final int ROUNDS = Math.max(1, Integer.getInteger("dilm.fuzz", 0) / 100);
    private static final long SEED = Long.getLong("dilm.fuzzSeed", 1);
    private static final int LONGEST_LINE = 4000;
    private static final String FOLDER = "@"; // stands for the folder that a command works in
    private static final String OUT = "out";
    private static final String ENGINE = " --device cpu --threads 1";

    @TempDir
    private static Path sound;

    @TempDir
    private Path work;

    /**
     * A command line.
     *
     * @param read the files and folders in which the test damages a file
     * @param written the beginnings of the paths that the command may write
     */
    private record Command(String name, String arguments, List<String> read, List<String> written) {
        static Command of(String name, String arguments, String... read) {
            return new Command(name, arguments, List.of(read), List.of(OUT));
        }

        String[] words(Path folder) {
            return arguments.replace(FOLDER, folder.toString()).split(" ", -1);
        }

        boolean writes(String path) {
            return written.stream().anyMatch(path::startsWith);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** The exit code and the stderr of a command. */
    private record Outcome(int code, String err) {
        static Outcome of(String... words) {
            StringWriter err = new StringWriter();
            PrintWriter out = new PrintWriter(new StringWriter());
            int code = new Dilm(new Console(out, new PrintWriter(err), false, 100)).execute(words);
            return new Outcome(code, err.toString());
        }
    }

    static Stream<Command> commands() {
        return Stream.of(
                Command.of(
                        "select", "select --method random --train @/train.tsv --dpc 2 --out @/out.jsonl", "train.tsv"),
                Command.of(
                        "select from CSV", "select --method random --train @/a.csv --dpc 2 --out @/out.tsv", "a.csv"),
                Command.of(
                        "select by embeddings",
                        "select --method k-centers --train @/a.jsonl --dpc 1 --encoder @/model --out @/out.csv"
                                + ENGINE,
                        "model",
                        "a.jsonl"),
                Command.of(
                        "evaluate",
                        "evaluate --train @/a.jsonl --test @/test.tsv --learner @/model --runs 1 --steps 1 --json @/out.json"
                                + ENGINE,
                        "model",
                        "a.jsonl",
                        "test.tsv"),
                Command.of(
                        "evaluate --in-context",
                        "evaluate --train @/a.jsonl --test @/a.csv --in-context @/generator --shuffles 1 --prompt-tokens 16"
                                + ENGINE,
                        "generator"),
                Command.of(
                        "generate",
                        "generate --generator @/generator --dpc 1 --oversample 2 --select random --max-tokens 16 --out @/out.jsonl"
                                + ENGINE,
                        "generator"),
                Command.of(
                        "audit",
                        "audit @/a.jsonl --against @/train.tsv --encoder @/model --drop-copies --out @/out.jsonl"
                                + " --json @/out.json" + ENGINE,
                        "a.jsonl",
                        "train.tsv",
                        "model"),
                new Command(
                        "report",
                        "report @/run",
                        List.of("run"),
                        List.of("run/report.html", "run/scores.csv", "run/scores.tex")),
                Command.of("compare", "compare @/run @/run --csv @/out.csv", "run"),
                Command.of(
                        "export",
                        "export @/run --train @/train.tsv --log-probability --to @/out" + ENGINE,
                        "run",
                        "train.tsv"),
                Command.of(
                        "run --dry-run",
                        "run @/killed.yaml --out @/out --dry-run",
                        "killed.yaml",
                        "train.tsv",
                        "test.tsv"),
                new Command("run", "run @/killed.yaml --out @/run", List.of("run"), List.of("run")),
                Command.of(
                        "distill --dry-run",
                        "distill @/train.tsv --test @/test.tsv --from-nothing --no-estimate --dry-run --dpc 2 --out @/out",
                        "train.tsv",
                        "test.tsv"),
                Command.of(
                        "pretrain",
                        "pretrain --kind gpt2 --text @/corpus.txt --tokenizer @/generator --layers 1 --hidden 16 --heads 2"
                                + " --positions 16 --steps 1 --out @/out" + ENGINE,
                        "corpus.txt",
                        "generator/tokenizer.json",
                        "generator/tokenizer_config.json"),
                Command.of(
                        "tokenizer train",
                        "tokenizer train --kind wordpiece --text @/corpus.txt --size 120 --out @/out",
                        "corpus.txt"));
    }

    /** Makes data in three formats, a text, a learner, a generator and a finished run. */
    @BeforeAll
    static void makeInputs() throws IOException {
        new KilledRun(sound, 1);
        Path config = sound.resolve("killed.yaml");
        String fast = Files.readString(config)
                .replace("languageModel: {steps: 100", "languageModel: {steps: 20")
                .replace("{steps: 24", "{steps: 2")
                .replace("trajectories: {count: 3", "trajectories: {count: 1")
                .replace("[random, k-centers, herding, generator-before-matching, dilm]", "[random, dilm]");
        Files.writeString(config, fast);
        succeed("run @/killed.yaml --out @/run");
        succeed("select --method random --train @/test.tsv --dpc 4 --out @/a.csv");
        succeed("select --method random --train @/test.tsv --dpc 8 --out @/a.jsonl");
        List<String> rows = Files.readAllLines(sound.resolve("train.tsv"));
        Files.write(
                sound.resolve("corpus.txt"),
                rows.stream().map(row -> row.replaceAll("\t.*", "")).toList());
        copy(sound.resolve("run/models/learner"), sound.resolve("model"));
        copy(sound.resolve("run/generator"), sound.resolve("generator"));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void endsWithAResultOrASentence(Command command) throws IOException {
        assertThat(Outcome.of(command.words(folder())))
                .as("with undamaged files")
                .satisfies(
                        outcome -> assertThat(outcome.code()).as(outcome.err()).isZero());
        List<Path> read = new ArrayList<>();
        for (String name : command.read()) {
            read.addAll(files(sound.resolve(name)));
        }
        for (int round = 0; round < ROUNDS; round++) {
            UniformRandomProvider random = new RandomStreams(SEED).stream("command " + command.name(), round);
            Path file = sound.relativize(read.get(random.nextInt(read.size())));
            Path folder = folder();
            Files.write(folder.resolve(file), Damage.of(sound.resolve(file), random));
            String which = command.name() + ", dilm.fuzzSeed " + SEED + ", round " + round + ": " + file + "\n";
            Map<String, String> before = contents(folder);
            Outcome outcome = Outcome.of(command.words(folder));
            check(outcome, which + outcome.err());
            Map<String, String> after = contents(folder);
            before.keySet().removeIf(command::writes);
            assertThat(after).as(which).containsAllEntriesOf(before);
            assertThat(after.keySet().stream().filter(path -> !before.containsKey(path)))
                    .as(which + "writes only its results, and none if it fails")
                    .allMatch(path -> command.writes(path) && (outcome.code() == 0 || !path.startsWith(OUT)));
        }
    }

    private static void check(Outcome outcome, String which) {
        assertThat(outcome.code()).as(which).isIn(Failures.OK, Failures.INPUT);
        assertThat(outcome.err()).as(which).doesNotContain("internal error", "this is a bug", "Exception", "\tat ");
        assertThat(outcome.err().codePoints().filter(c -> c != '\n')).as(which).noneMatch(Printable::isHidden);
        assertThat(outcome.err().lines()).as(which).allMatch(line -> line.length() < LONGEST_LINE);
        if (outcome.code() != Failures.OK) {
            assertThat(outcome.err()).as(which).isNotBlank();
        }
    }

    private static void succeed(String arguments) {
        Outcome outcome = Outcome.of(arguments.replace(FOLDER, sound.toString()).split(" ", -1));
        assertThat(outcome.code()).as(outcome.err()).isZero();
    }

    /** Returns a new copy of the inputs, and deletes the previous one. */
    private Path folder() throws IOException {
        Path folder = work.resolve("inputs");
        if (Files.exists(folder)) {
            Folders.delete(folder);
        }
        copy(sound, folder);
        return folder;
    }

    private static void copy(Path from, Path to) throws IOException {
        for (Path file : files(from)) {
            Path target = to.resolve(from.relativize(file));
            Files.createDirectories(target.getParent());
            Files.copy(file, target);
        }
    }

    /** Returns the contents by path, with one character for each byte. */
    private static Map<String, String> contents(Path folder) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        for (Path file : files(folder)) {
            contents.put(
                    folder.relativize(file).toString(),
                    new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
        }
        return contents;
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).sorted().toList();
        }
    }
}
