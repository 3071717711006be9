package io.github.dilm4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.dilm4j.base.Folders;
import io.github.dilm4j.base.Json;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.data.Metric;
import io.github.dilm4j.data.Task;
import io.github.dilm4j.generator.GenerationOptions;
import io.github.dilm4j.generator.GeneratorTask;
import io.github.dilm4j.generator.LabelledTextFormat;
import io.github.dilm4j.generator.TransformerGenerator;
import io.github.dilm4j.model.ModelShape;
import io.github.dilm4j.model.gpt2.Gpt2Architecture;
import io.github.dilm4j.model.gpt2.Gpt2Config;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tokenize.BytePairTraining;
import io.github.dilm4j.tokenize.TokenSequence;
import io.github.dilm4j.tokenize.Tokenizer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the commands that take a generator, with one that the test trains for a second. */
class GeneratorCommandsTest {
    private static final List<String> NOUNS = List.of("film", "play", "plot", "cast");

    @TempDir
    private static Path models;

    private static Path generator;

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeAll
    static void train() {
        List<Example> examples = new ArrayList<>();
        for (String noun : NOUNS) {
            for (String word : List.of("bad", "poor", "dull")) {
                examples.add(Example.of("a " + word + " " + noun, 0));
            }
            for (String word : List.of("good", "fine", "warm")) {
                examples.add(Example.of("a " + word + " " + noun, 1));
            }
        }
        generator = models.resolve("generator");
        List<String> texts =
                examples.stream().map(example -> " " + example.texts().get(0)).toList();
        try (Tokenizer plain = BytePairTraining.train(texts, 320);
                Tokenizer tokenizer = LabelledTextFormat.addTokens(plain, 2)) {
            LabelledTextFormat format =
                    new LabelledTextFormat(tokenizer, 2, false, 16, LabelledTextFormat.Spacing.COMPACT);
            Gpt2Config shape = Gpt2Config.of(tokenizer.size(), new ModelShape(16, 1, 2, 32, 64), format.endId());
            try (TransformerGenerator model = new TransformerGenerator(
                    Gpt2Architecture.create(shape, 1, Device.CPU), format, TransformerGenerator.Settings.usual())) {
                List<TokenSequence> sequences = model.encode(examples);
                for (int step = 0; step < 250; step++) {
                    model.trainStep(sequences, 0.02, 1, step);
                }
                model.save(generator, new GenerationOptions(0.95, 0, 1, 1, 16, 8));
            }
        }
    }

    private int dilm(Object... args) {
        Console console = new Console(new PrintWriter(out), new PrintWriter(err), false, 100);
        return new Dilm(console)
                .execute(Arrays.stream(args).map(Object::toString).toArray(String[]::new));
    }

    private Path generate(String name, String... more) {
        Path file = folder.resolve(name);
        List<Object> args = new ArrayList<>(List.of("generate", "--generator", generator, "--device", "cpu"));
        args.addAll(List.of("--dpc", 2, "--oversample", 10, "--max-tokens", 16, "--text", "sentence", "--out", file));
        args.addAll(List.of(more));
        assertThat(dilm(args.toArray())).as(err.toString()).isZero();
        return file;
    }

    private static List<JsonNode> rows(Path file) throws IOException {
        List<JsonNode> rows = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            rows.add(Json.STRICT.readTree(line));
        }
        return rows;
    }

    @Test
    void generateWritesTextsOfEveryLabel() throws IOException {
        List<JsonNode> rows = rows(generate("texts.jsonl", "--select", "random", "--labels", "bad,good"));
        assertThat(rows).extracting(row -> row.get("label").asText()).containsExactly("bad", "bad", "good", "good");
        assertThat(rows)
                .extracting(row -> row.get("sentence").asText())
                .allMatch(text -> !text.isBlank())
                .doesNotHaveDuplicates();
        assertThat(err.toString()).contains("wrote 4 texts, 2 for each of [bad, good], to ");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void sameSeedSameTextsAndLabelsAreNumberedWithoutNames() throws IOException {
        String[] likelihood = {"--select", "likelihood", "--seed", "7"};
        Path first = generate("first.jsonl", likelihood);
        assertThat(generate("second.jsonl", likelihood)).hasSameBinaryContentAs(first);
        Path other = generate("other.jsonl", "--select", "random", "--seed", "8");
        assertThat(Files.readString(other)).isNotEqualTo(Files.readString(first));
        assertThat(rows(first)).extracting(row -> row.get("label").asText()).containsExactly("0", "0", "1", "1");
    }

    @Test
    void whatWasWrittenIsKeptWhereItIsTooLittleForASet() throws IOException {
        Path file = folder.resolve("texts.tsv");
        int code = dilm(
                "generate",
                "--generator",
                generator,
                "--device",
                "cpu",
                "--dpc",
                60,
                "--oversample",
                1,
                "--max-tokens",
                16,
                "--select",
                "random",
                "--labels",
                "bad,good",
                "--text",
                "sentence",
                "--out",
                file);
        Path candidates = folder.resolve("texts.tsv.candidates.jsonl");
        assertThat(code).isEqualTo(2);
        assertThat(file).doesNotExist();
        List<JsonNode> rows = rows(candidates);
        assertThat(rows).extracting(row -> row.get("label").asText()).contains("bad", "good");
        assertThat(rows).extracting(row -> row.get("sentence").asText()).allMatch(text -> !text.isBlank());
        assertThat(err.toString())
                .containsSubsequence(
                        "no set was selected; all usable texts (" + rows.size() + ") are in " + candidates
                                + ", from which './dilm select --train' can select\n",
                        "the generator wrote too few usable texts: ");
    }

    @Test
    void fieldsLabelsAndSamplingAreThoseOfTheGeneratorsRun() throws IOException {
        Path trained = folder.resolve("trained");
        Files.createDirectory(trained);
        for (Path part : Folders.files(generator)) {
            Files.copy(part, trained.resolve(part.getFileName()));
        }
        Task task = new Task("films", List.of("review"), "tone", List.of("bad", "good"), Metric.ACCURACY);
        new GeneratorTask(task, new GenerationOptions(1, 0, 0, 1, 16, 8)).save(trained); // one text for each label
        Path file = folder.resolve("texts.jsonl");
        Object[] plain = {
            "generate", "--generator", trained, "--device", "cpu", "--dpc", 1, "--select", "random", "--out", file
        };
        assertThat(dilm(plain)).as(err.toString()).isZero();
        assertThat(rows(file)).extracting(row -> row.get("tone").asText()).containsExactly("bad", "good");
        assertThat(rows(file)).allMatch(row -> row.has("review"));
        assertThat(err.toString()).contains("label bad: 100 texts written, 1 usable (99 repeated)");
        List<Object> named = new ArrayList<>(List.of(plain));
        named.addAll(List.of("--force", "--text", "x", "--label", "y", "--labels", "a,b", "--temperature", 1));
        err.getBuffer().setLength(0);
        assertThat(dilm(named.toArray())).as(err.toString()).isZero();
        assertThat(rows(file)).extracting(row -> row.get("y").asText()).containsExactly("a", "b");
        assertThat(err.toString()).doesNotContain("(99 repeated)");
    }

    @Test
    void aWrongNumberOfLabelsIsTold() {
        int code = dilm(
                "generate",
                "--generator",
                generator,
                "--dpc",
                2,
                "--select",
                "random",
                "--labels",
                "a,b,c",
                "--out",
                folder.resolve("x.jsonl"));
        assertThat(err.toString()).isEqualTo("--labels: names 3 labels, but " + generator + " writes 2\n");
        assertThat(code).isEqualTo(2);
    }

    @Test
    void likelihoodSelectsWhatTheGeneratorKnows() throws IOException {
        Path pool = Files.writeString(folder.resolve("pool.tsv"), """
                        sentence\tlabel
                        qzx vkj wq\t0
                        a bad film\t0
                        a good play\t0
                        xx yy zz\t1
                        a fine plot\t1
                        plot plot a\t1
                        """);
        Path chosen = folder.resolve("chosen.jsonl");
        int code = dilm(
                "select",
                "--method",
                "likelihood",
                "--generator",
                generator,
                "--train",
                pool,
                "--dpc",
                1,
                "--max-tokens",
                16,
                "--device",
                "cpu",
                "--out",
                chosen);
        assertThat(code).as(err.toString()).isZero();
        assertThat(rows(chosen))
                .extracting(row -> row.get("sentence").asText())
                .containsExactly("a bad film", "a fine plot");
    }

    @Test
    void likelihoodCutsWhatTheGeneratorCannotRead() throws IOException {
        // far more than the 64 tokens that the generator reads
        String words = " a good film and a fine play".repeat(20);
        Path pool = Files.writeString(folder.resolve("pool.tsv"), "sentence\tlabel\na" + words + "\t0\na film\t1\n");
        Path chosen = folder.resolve("chosen.jsonl");
        String arguments = "select --method likelihood --device cpu --dpc 1 --generator " + generator + " --train "
                + pool + " --out " + chosen;
        assertThat(dilm((Object[]) arguments.split(" "))).as(err.toString()).isZero();
        assertThat(rows(chosen)).hasSize(2);
        assertThat(err.toString())
                .containsPattern("warning: \\S+: 1 of 2 texts of --train have more tokens than the model reads"
                        + " \\(64\\) and are cut; the longest has \\d+");
    }

    @Test
    void likelihoodNeedsAGenerator() throws IOException {
        Path pool = Files.writeString(folder.resolve("pool.tsv"), "sentence\tlabel\na\t0\nb\t1\n");
        int code = dilm("select", "--method", "likelihood", "--train", pool, "--dpc", 1, "--out", folder.resolve("x"));
        assertThat(err.toString()).isEqualTo("--generator: is missing; likelihood needs it\n");
        assertThat(code).isEqualTo(2);
    }

    @Test
    void aSetIsReadInContext() throws IOException {
        Path set = Files.writeString(
                folder.resolve("set.tsv"), "sentence\tlabel\na bad film\tbad\na good play\tgood\na dull cast\tbad\n");
        Path json = folder.resolve("scores.json");
        int code = dilm(
                "evaluate",
                "--train",
                set,
                "--test",
                set,
                "--in-context",
                generator,
                "--shuffles",
                3,
                "--prompt-tokens",
                40,
                "--device",
                "cpu",
                "--json",
                json);
        assertThat(code).as(err.toString()).isZero();
        assertThat(out.toString()).matches("[0-9.]+ ± [0-9.]+ \\(3\\)\n");
        assertThat(err.toString())
                .contains(generator
                        + ", in context: of the 3 demonstrations of set 0, prompts of at most 40 tokens drop ")
                .contains(" on average; 0 test texts are too long even without any and lose their beginning");
        JsonNode learner = Json.read(json, JsonNode.class).get("learners").get(0);
        assertThat(learner.get("learner").asText()).isEqualTo(generator + ", in context");
        assertThat(learner.get("runs")).hasSize(3);
    }

    @Test
    void aSetIsReadInContextInItsOwnOrder() throws IOException {
        String rows = "a bad film\tbad\na good play\tgood\na dull cast\tbad\na warm song\tgood\n";
        Path set = Files.writeString(folder.resolve("set.tsv"), "sentence\tlabel\n" + rows);
        Path reversed = Files.writeString(
                folder.resolve("reversed.tsv"),
                "sentence\tlabel\n"
                        + rows.lines()
                                .reduce((before, row) -> row + "\n" + before)
                                .orElseThrow());
        double loss = lossInItsOrder(set, set, 1);
        assertThat(lossInItsOrder(set, set, 2)).isEqualTo(loss);
        assertThat(lossInItsOrder(reversed, set, 1)).isNotEqualTo(loss);
    }

    private double lossInItsOrder(Path set, Path test, int seed) throws IOException {
        Path json = folder.resolve("scores.json");
        List<Object> command = List.of("evaluate", "--train", set, "--test", test, "--in-context", generator);
        List<Object> all = new ArrayList<>(command);
        all.addAll(List.of(
                "--keep-order", "--prompt-tokens", 64, "--seed", seed, "--device", "cpu", "--json", json, "--force"));
        assertThat(dilm(all.toArray())).as(err.toString()).isZero();
        JsonNode runs = Json.read(json, JsonNode.class).get("learners").get(0).get("runs");
        assertThat(runs).hasSize(1);
        return runs.get(0).get("loss").doubleValue();
    }

    @Test
    void methodsThatNeedRowsOfADataSetChooseNoWrittenTexts() {
        assertThat(dilm(
                        "generate",
                        "--generator",
                        generator,
                        "--dpc",
                        2,
                        "--select",
                        "el2n",
                        "--out",
                        folder.resolve("s.jsonl")))
                .isEqualTo(2);
        assertThat(err.toString())
                .isEqualTo(
                        "--select: el2n chooses among labelled rows of a data set; use k-centers, or write candidates"
                                + " with --select random and give them to 'dilm select'\n");
    }

    @Test
    void evaluationNeedsAModel() throws IOException {
        Path set = Files.writeString(folder.resolve("set.tsv"), "sentence\tlabel\na\t0\nb\t1\n");
        assertThat(dilm("evaluate", "--train", set, "--test", set)).isEqualTo(2);
        assertThat(err.toString())
                .isEqualTo(
                        "--learner, --in-context, --served: all are missing; name a model to evaluate the sets with\n");
    }
}
