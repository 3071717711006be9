package io.github.dilm4j;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.jerolba.carpet.CarpetWriter;
import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.Json;
import io.github.dilm4j.base.Printable;
import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.base.SealedFolder;
import io.github.dilm4j.base.Sha256;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.data.ExampleFiles;
import io.github.dilm4j.data.FieldGuess;
import io.github.dilm4j.data.FieldNames;
import io.github.dilm4j.data.LabelNames;
import io.github.dilm4j.data.Metric;
import io.github.dilm4j.data.NameList;
import io.github.dilm4j.data.Task;
import io.github.dilm4j.data.TaskKeys;
import io.github.dilm4j.generator.CausalModels;
import io.github.dilm4j.generator.Generator;
import io.github.dilm4j.generator.Generators;
import io.github.dilm4j.generator.LabelledTextFormat;
import io.github.dilm4j.generator.LikelihoodScorer;
import io.github.dilm4j.learner.Classifiers;
import io.github.dilm4j.learner.Encoders;
import io.github.dilm4j.learner.FolderEncoder;
import io.github.dilm4j.learner.SentenceModules;
import io.github.dilm4j.model.CausalModel;
import io.github.dilm4j.model.ModelShape;
import io.github.dilm4j.model.Pass;
import io.github.dilm4j.model.gpt2.Gpt2Architecture;
import io.github.dilm4j.model.gpt2.Gpt2Config;
import io.github.dilm4j.nn.PackedBatch;
import io.github.dilm4j.run.EventLog;
import io.github.dilm4j.run.Manifest;
import io.github.dilm4j.run.Results;
import io.github.dilm4j.run.RunEvent;
import io.github.dilm4j.run.RunFolder;
import io.github.dilm4j.run.Stage;
import io.github.dilm4j.run.StageSeal;
import io.github.dilm4j.run.config.ExperimentConfig;
import io.github.dilm4j.run.config.Presets;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tensor.SafetensorsFile;
import io.github.dilm4j.tokenize.BytePairTraining;
import io.github.dilm4j.tokenize.CharacterMaps;
import io.github.dilm4j.tokenize.Tokenizer;
import io.github.dilm4j.tokenize.WordPieceTraining;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Damages intact files at random. A reader either reads the file or refuses it with a sentence, within bounds on time
 * and memory. System properties: {@code dilm.fuzz} is the number of damaged files for each reader (default: 200),
 * {@code dilm.fuzzSeed} determines the damage.
 */
class FuzzTest {
    private static final int ROUNDS = Integer.getInteger("dilm.fuzz", 200);
    private static final long SEED = Long.getLong("dilm.fuzzSeed", 1);
    private static final double MOST_SECONDS = 10; // CPU time for one file
    private static final ThreadMXBean PROCESSOR = ManagementFactory.getThreadMXBean();
    private static final int LONGEST_MESSAGE = 4000;
    private static final Task TASK = new Task("t", List.of("a", "b"), "label", List.of("no", "yes"), Metric.ACCURACY);
    private static final String ROWS = "a\tb\tlabel\nfirst one\tsecond\tno\nthird \"x\"\tfourth é\tyes\n";
    private static final String CSV = "a,b,label\nfirst one,second,no\n\"third, \"\"x\"\"\",fourth é,yes\n";
    private static final String JSONL =
            "{\"a\":\"x\",\"b\":\"y \\n é\",\"label\":\"no\"}\n{\"a\":\"1\",\"b\":\"2\",\"label\":1}\n";
    private static final String JSONL_NAMES = JSONL.replace("\"label\":1", "\"label\":\"yes\"");
    private static final String PLAIN =
            "id,review,stars\n0,a fine film,good\n1,dull and slow,bad\n2,so so,1\n3,what a film,good\n";
    private static final String PLAIN_JSONL = PLAIN.lines()
            .skip(1)
            .map(row -> "{\"text\": \"" + row + "\", \"label\": " + row.length() % 3 + ", \"id\": null}")
            .collect(Collectors.joining("\n", "", "\n"));
    private static final String MODULES = "[{\"idx\": 0, \"name\": \"0\", \"path\": \"\", \"type\":"
            + " \"sentence_transformers.models.Transformer\"}, {\"idx\": 1, \"name\": \"1\", \"path\": \"2_Normalize\","
            + " \"type\": \"sentence_transformers.models.Normalize\"}]";
    private static final String POOLING =
            "{\"word_embedding_dimension\": 12, \"pooling_mode_cls_token\": false, \"pooling_mode_mean_tokens\": true}";
    private static final String SENTENCES = "{\"max_seq_length\": 128, \"do_lower_case\": true}";
    private static final String SPECIAL_TOKENS =
            "{\"unk_token\": \"[UNK]\", \"pad_token\": {\"content\": \"[PAD]\", \"lstrip\": false}}";
    private static final String ADDED_TOKENS = "{\"[NEW]\": 100, \"[OLD]\": 101}";
    private static final List<String> ENCODERS = List.of(
            "albert",
            "bert-long",
            "deberta-v2",
            "deberta-v3",
            "distilbert",
            "electra",
            "modernbert",
            "roberta",
            "xlm-roberta",
            "xlnet");
    private static final List<String> CAUSAL = List.of(
            "gemma",
            "gemma2",
            "gemma3",
            "gpt2-odd",
            "gpt_neox",
            "llama",
            "llama-dynamic",
            "llama-linear",
            "llama-yarn",
            "llama3",
            "mistral-window",
            "opt",
            "opt-350m",
            "qwen2-yarn",
            "qwen3");
    private static final List<String> TOKENIZERS = List.of("gemma", "gpt_neox", "llama2", "llama3", "opt", "qwen2");
    private static final Map<String, String> SENTENCE_PIECES = new TreeMap<>(Map.of(
            "albert-spm", "spiece.model",
            "deberta-v2-spm", "spm.model",
            "xlm-roberta-spm", "sentencepiece.bpe.model",
            "xlnet-spm", "spiece.model"));
    private static final List<Example> EXAMPLES =
            List.of(Example.of("the cat sat on the mat", 0), Example.of("a \u6F22", 1));
    private static final String SEALED = "a.jsonl";
    private static final String SEAL =
            "{\n  \"sha256\" : {\n    \"" + SEALED + "\" : \"" + Sha256.of(SEALED) + "\"\n  }\n}\n";
    private static final String EVENTS =
            Json.line(new RunEvent.RunStarted(1, "tiny", 7, TASK, List.of(5), "cpu")) + "\n"
                    + Json.line(new RunEvent.Progress(2, "matching", 3, 10, Map.of("loss", 0.5))) + "\n"
                    + Json.line(new RunEvent.Warning(3, "matching", "a warning")) + "\n";
    private static final List<String> TEXTS =
            List.of("the cat sat on the mat", "a dog and another cat", "mats, cats and dogs", "it is what it is");

    @TempDir
    private Path folder;

    /** A reader and an intact file of its kind. */
    private record Target(String name, byte[] sound, Reading reading) {
        byte[] damaged(int round) {
            UniformRandomProvider random = new RandomStreams(SEED).stream("damage " + name, round);
            return Damage.of(name.replaceAll(".*/", ""), sound, random);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private interface Reading {
        void read(Path file) throws IOException;
    }

    static Stream<Target> readers() throws IOException {
        List<Target> targets = new ArrayList<>(readersOfOneFile());
        for (String model : ENCODERS) {
            targets.add(beside(model, "config.json", FuzzTest::embed));
            targets.add(beside(model, "tokenizer.json", FuzzTest::embed));
            targets.add(beside(model, "tokenizer_config.json", FuzzTest::embed));
        }
        for (String model : CAUSAL) {
            targets.add(beside(model, "config.json", FuzzTest::predict));
        }
        for (String tokenizer : TOKENIZERS) {
            targets.add(beside("tokenize/" + tokenizer, "tokenizer.json", FuzzTest::loadTokenizer));
            targets.add(beside("tokenize/" + tokenizer, "tokenizer_config.json", FuzzTest::loadTokenizer));
        }
        for (Map.Entry<String, String> pieces : SENTENCE_PIECES.entrySet()) {
            targets.add(beside("tokenize/" + pieces.getKey(), pieces.getValue(), FuzzTest::loadTokenizer));
            targets.add(beside("tokenize/" + pieces.getKey(), "tokenizer_config.json", FuzzTest::loadTokenizer));
        }
        Path generator = writtenGenerator();
        for (String part : List.of("config.json", "tokenizer.json", "tokenizer_config.json", "label_prompt.json")) {
            targets.add(beside(generator, "generator", part, FuzzTest::scoreTexts));
        }
        targets.add(beside("model/sharded-bin", "pytorch_model.bin.index.json", FuzzTest::loadWeights));
        targets.add(beside("model/sharded-bin", "pytorch_model-00001-of-00003.bin", FuzzTest::loadWeights));
        return targets.stream();
    }

    private static List<Target> readersOfOneFile() throws IOException {
        return List.of(
                text("rows.tsv", ROWS, file -> ExampleFiles.read(file, TASK)),
                text("rows.csv", CSV, file -> ExampleFiles.read(file, TASK)),
                text("rows.jsonl", JSONL, file -> ExampleFiles.read(file, TASK)),
                new Target("rows.tsv.gz", zipped(ROWS), file -> ExampleFiles.read(file, TASK)),
                text("found.tsv", ROWS, FuzzTest::findFieldsAndLabels),
                text("found.csv", CSV, FuzzTest::findFieldsAndLabels),
                text("found.jsonl", JSONL_NAMES, FuzzTest::findFieldsAndLabels),
                new Target("rows.parquet", parquet(), file -> ExampleFiles.read(file, TASK)),
                new Target("found.parquet", parquet(), FuzzTest::findFieldsAndLabels),
                text("guessed.tsv", PLAIN.replace(",", "\t"), FuzzTest::guessFields),
                text("guessed.csv", PLAIN, FuzzTest::guessFields),
                text("guessed.jsonl", PLAIN_JSONL, FuzzTest::guessFields),
                text("labels.txt", "\"very good, indeed\",bad", FuzzTest::nameLabels),
                resource(
                        "bert/model.safetensors",
                        "model.safetensors",
                        file -> SafetensorsFile.open(file).close()),
                resource("bert/config.json", "config.json", FuzzTest::loadClassifier),
                resource("gpt2/config.json", "config.json", FuzzTest::loadCausal),
                resource("bert/model.safetensors", "weights/model.safetensors", FuzzTest::loadClassifier),
                tokenizer("wordpiece/tokenizer.json", WordPieceTraining.train(TEXTS, 60, true)),
                tokenizer("bpe/tokenizer.json", BytePairTraining.train(TEXTS, 300)),
                beside("tokenize/bert", "vocab.txt", FuzzTest::loadTokenizer),
                beside("tokenize/gpt2", "vocab.json", FuzzTest::loadTokenizer),
                beside("tokenize/gpt2", "merges.txt", FuzzTest::loadTokenizer),
                new Target("charsmap/map", CharacterMaps.toLowerA(), FuzzTest::loadCharacterMap),
                text("sentence/modules.json", MODULES, file -> SentenceModules.of(file.getParent())),
                text("sentence/config.json", POOLING, FuzzTest::readPooling),
                text("sentence/sentence_bert_config.json", SENTENCES, file -> SentenceModules.of(file.getParent())),
                text("special/special_tokens_map.json", SPECIAL_TOKENS, FuzzTest::readSpecialTokens),
                text("added/added_tokens.json", ADDED_TOKENS, FuzzTest::readSpecialTokens),
                text("gpt2/generation_config.json", "{\"eos_token_id\": [0, 2]}", FuzzTest::readEndToken),
                text("results.json", Json.pretty(results()), Results::read),
                text("manifest.json", Json.pretty(manifest()), Manifest::read),
                text("events.jsonl", EVENTS, EventLog::read),
                text("run/stages/selection-outputs.json", SEAL, FuzzTest::checkSeal),
                text("sealed/checksums.json", SEAL, FuzzTest::verifySealedFolder),
                text("config.yaml", Presets.yaml("sst2"), file -> ExperimentConfig.load(file, List.of())));
    }

    @ParameterizedTest
    @MethodSource("readers")
    void damagedFilesAreReadOrRefusedInASentence(Target target) throws IOException {
        Path file = folder.resolve(target.name());
        Files.createDirectories(file.getParent());
        Files.write(file, target.sound());
        target.reading().read(file); // the intact file
        int refused = 0;
        for (int round = 0; round < ROUNDS; round++) {
            Files.write(file, target.damaged(round));
            refused += refuses(target, file, round) ? 1 : 0;
        }
        assertThat(refused).as("some damage is refused").isPositive();
    }

    private static boolean refuses(Target target, Path file, int round) {
        long begin = PROCESSOR.getCurrentThreadCpuTime();
        String which = target.name() + ", dilm.fuzzSeed " + SEED + ", round " + round;
        try {
            target.reading().read(file);
            return false;
        } catch (InputException refusal) {
            assertThat(refusal.getMessage()).as(which).isNotBlank().hasSizeLessThan(LONGEST_MESSAGE);
            assertThat(refusal.getMessage().codePoints().filter(c -> c != '\n'))
                    .as(which)
                    .noneMatch(Printable::isHidden);
            return true;
        } catch (IOException | RuntimeException | Error e) {
            throw new AssertionError(which + ": " + e, e);
        } finally {
            assertThat((PROCESSOR.getCurrentThreadCpuTime() - begin) / 1e9)
                    .as(which)
                    .isLessThan(MOST_SECONDS);
        }
    }

    /** Finds fields and labels, and checks that the file can be read with them. */
    private static void findFieldsAndLabels(Path file) {
        FieldNames.of(file);
        List<String> labels = LabelNames.find(List.of(file), "label", TaskKeys.OPTIONS);
        Task found = new Task("t", List.of("a", "b"), "label", labels, Metric.ACCURACY);
        assertThat(found.labels()).isEqualTo(labels);
        assertThat(ExampleFiles.read(List.of(file), found, false, TaskKeys.OPTIONS))
                .extracting(Example::label)
                .contains(0, labels.size() - 1);
    }

    /** Guesses fields and labels, and reads the file with them. */
    private static void guessFields(Path file) {
        String label = FieldGuess.labelByName(file, FieldGuess.label(file));
        List<String> texts = FieldGuess.texts(file, label, TaskKeys.OPTIONS);
        List<String> labels = LabelNames.find(List.of(file), label, TaskKeys.OPTIONS);
        Task found = Task.of(TaskKeys.OPTIONS, "t", texts, label, labels, Metric.ACCURACY);
        ExampleFiles.read(List.of(file), found, false, TaskKeys.OPTIONS);
    }

    private static Results results() {
        List<Results.LearnerScore> runs =
                List.of(new Results.LearnerScore(0, 0, 0.5, 0.7), new Results.LearnerScore(0, 1, 0.75, 0.6));
        return new Results(
                TASK,
                new Results.ReportSplit("test.tsv", 4, 0.5),
                List.of(new Results.Scores(Results.LEARNER, Results.DILM, 5, runs)),
                List.of());
    }

    private static Manifest manifest() {
        return new Manifest(
                "dilm4j",
                new Manifest.Platform("17", "vendor", "Linux", "cpu", "float32", 2),
                Map.of("pytorch", "2"),
                7,
                "00",
                List.of(new Manifest.Input("data.fit", "train.tsv", 10, "00")),
                List.of(new Manifest.Model("learner", "models/learner", Map.of("model.safetensors", "00"))),
                List.of(new Manifest.Served(
                        "candidates", "http://localhost/v1", "tiny", "chat", "write", Map.of("a", "1"))),
                List.of(new Manifest.StageRecord("models", 1.5, 1000, true)));
    }

    /** Checks that only files in the run folder are reported, since a damaged seal may hold any names. */
    private static void checkSeal(Path file) throws IOException {
        Path run = file.getParent().getParent();
        Files.writeString(run.resolve(SEALED), SEALED);
        StageSeal seal = new StageSeal(new RunFolder(run), Stage.SELECTION);
        assertThat(seal.damaged()).allMatch(found -> found.startsWith(run));
        assertThat(seal.missing()).allMatch(found -> found.startsWith(run));
    }

    private static void verifySealedFolder(Path file) throws IOException {
        Files.writeString(file.resolveSibling(SEALED), SEALED);
        SealedFolder.verify(file.getParent());
    }

    /** Parses labels as a command-line argument gives them. */
    private static void nameLabels(Path file) throws IOException {
        String argument = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        List<String> labels = NameList.of("--labels", List.of(argument));
        Task named = Task.of(TaskKeys.OPTIONS, "t", List.of("a"), "label", labels, Metric.ACCURACY);
        assertThat(new Task("t", List.of("a"), "label", named.labels(), Metric.ACCURACY))
                .as("normalising labels again changes nothing")
                .isEqualTo(named);
    }

    private static void loadTokenizer(Path file) {
        try (Tokenizer tokenizer = Tokenizer.load(file.getParent())) {
            assertThat(tokenizer.size()).isPositive();
            for (String text : TEXTS) {
                tokenizer.decode(tokenizer.encode(text + " \u6F22 \uD83D\uDE00"));
            }
        }
    }

    private static void readSpecialTokens(Path file) throws IOException {
        Files.write(file.resolveSibling("vocab.txt"), resource("tokenize/bert/vocab.txt"));
        loadTokenizer(file);
    }

    /** Writes a generator's folder with the tokens of two labels and a prompt. */
    private static Path writtenGenerator() throws IOException {
        Path folder = Files.createTempDirectory("generator");
        try (Tokenizer trained = BytePairTraining.train(TEXTS, 300);
                Tokenizer labelled = LabelledTextFormat.addTokens(trained, 2);
                CausalModel model = Gpt2Architecture.create(
                        Gpt2Config.of(labelled.size(), new ModelShape(8, 1, 2, 16, 32), 0), 1, Device.CPU)) {
            labelled.save(folder);
            model.save(folder);
        }
        Files.writeString(
                folder.resolve("label_prompt.json"),
                "{\"template\": \"{label} film:\", \"labelNames\": [\"bad\", \"good\"]}");
        return folder;
    }

    private static void embed(Path file) {
        try (FolderEncoder encoder = Encoders.open(file.getParent(), 2, 16, Device.CPU, warning -> {})) {
            assertThat(encoder.encoder().embed(EXAMPLES).length).isEqualTo(EXAMPLES.size());
        }
    }

    private static void predict(Path file) {
        try (CausalModel model = CausalModels.load(file.getParent(), 1, Device.CPU);
                PointerScope scope = new PointerScope()) {
            int[][] ids = {{0, Math.min(3, model.vocabularySize() - 1), 1}};
            if (model.maxTokens() >= ids[0].length && model.vocabularySize() > 1) {
                model.logits(model.hiddenStates(PackedBatch.of(ids, Device.CPU), Pass.EXACT));
            }
        }
    }

    private static void scoreTexts(Path file) {
        Task task = new Task("t", List.of("a"), "label", List.of("no", "yes"), Metric.ACCURACY);
        try (Generator generator = Generators.open(file.getParent(), task, 16, Device.CPU, warning -> {})) {
            assertThat(new LikelihoodScorer(generator).score(EXAMPLES)).hasSize(EXAMPLES.size());
        }
    }

    private static void loadWeights(Path file) {
        Classifiers.load(file.getParent(), 2, Device.CPU).close();
    }

    /** A row of {@link #ROWS}. */
    record Row(String a, String b, String label) {}

    private static byte[] parquet() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (CarpetWriter<Row> writer = new CarpetWriter.Builder<>(bytes, Row.class).build()) {
            writer.write(List.of(new Row("first one", "second", "no"), new Row("third", "fourth é", "yes")));
        }
        return bytes.toByteArray();
    }

    private static void loadCharacterMap(Path file) throws IOException {
        String map = Base64.getEncoder().encodeToString(Files.readAllBytes(file));
        Files.writeString(
                file.resolveSibling("tokenizer.json"),
                "{\"normalizer\": {\"type\": \"Precompiled\", \"precompiled_charsmap\": \"" + map + "\"}, \"model\":"
                        + " {\"type\": \"WordLevel\", \"unk_token\": \"a\", \"vocab\": {\"a\": 0}}}");
        loadTokenizer(file);
    }

    private static void readPooling(Path file) throws IOException {
        Path pooling = Files.createDirectories(file.resolveSibling("1_Pooling")).resolve("config.json");
        Files.copy(file, pooling, StandardCopyOption.REPLACE_EXISTING);
        SentenceModules.of(file.getParent());
    }

    private static void loadClassifier(Path file) throws IOException {
        complete(file, "bert");
        Classifiers.load(file.getParent(), 2, Device.CPU).close();
    }

    /** Reads the end token from the file, in a folder whose config.json does not name one. */
    private static void readEndToken(Path file) throws IOException {
        ObjectNode config = (ObjectNode) Json.STRICT.readTree(resource("gpt2/config.json"));
        config.remove("eos_token_id");
        Files.writeString(file.resolveSibling("config.json"), Json.line(config));
        Files.write(file.resolveSibling("model.safetensors"), resource("gpt2/model.safetensors"));
        CausalModels.load(file.getParent(), 1, Device.CPU).close();
    }

    private static void loadCausal(Path file) throws IOException {
        complete(file, "gpt2");
        CausalModels.load(file.getParent(), 1, Device.CPU).close();
    }

    /** Adds the config or the weights, whichever the file is not. */
    private static void complete(Path file, String model) throws IOException {
        for (String name : List.of("config.json", "model.safetensors")) {
            Path beside = file.resolveSibling(name);
            if (!beside.equals(file)) {
                Files.write(beside, resource(model + "/" + name));
            }
        }
    }

    private static Target tokenizer(String name, Tokenizer trained) throws IOException {
        Path folder = Files.createTempDirectory("tokenizer");
        try (trained) {
            trained.save(folder);
        }
        byte[] sound = Files.readAllBytes(folder.resolve("tokenizer.json"));
        return new Target(name, sound, FuzzTest::loadTokenizer);
    }

    /** A target for one file in a folder of resources, with copies of the other files beside it. */
    private static Target beside(String folder, String name, Reading reading) throws IOException {
        return beside(Path.of("src", "test", "resources").resolve(folder), folder, name, reading);
    }

    private static Target beside(Path sound, String folder, String name, Reading reading) throws IOException {
        return new Target(folder + "/" + name, Files.readAllBytes(sound.resolve(name)), file -> {
            try (Stream<Path> others = Files.list(sound)) {
                for (Path other : others.filter(Files::isRegularFile).toList()) {
                    Path copy = file.resolveSibling(other.getFileName());
                    if (!copy.equals(file) && !Files.exists(copy)) {
                        Files.copy(other, copy);
                    }
                }
            }
            reading.read(file);
        });
    }

    private static Target text(String name, String sound, Reading reading) {
        return new Target(name, sound.getBytes(StandardCharsets.UTF_8), reading);
    }

    private static Target resource(String resource, String name, Reading reading) throws IOException {
        return new Target(name, resource(resource), reading);
    }

    private static byte[] resource(String name) throws IOException {
        try (var in = FuzzTest.class.getResourceAsStream("/" + name)) {
            return in.readAllBytes();
        }
    }

    private static byte[] zipped(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream zip = new GZIPOutputStream(bytes)) {
            zip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }
}
