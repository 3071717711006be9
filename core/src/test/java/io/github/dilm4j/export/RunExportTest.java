package io.github.dilm4j.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.github.dilm4j.FinishedRun;
import io.github.dilm4j.LoadedClasses;
import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.Json;
import io.github.dilm4j.base.Sha256;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.data.Metric;
import io.github.dilm4j.data.Task;
import io.github.dilm4j.data.TextScorer;
import io.github.dilm4j.run.Results;
import io.github.dilm4j.run.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Exports a run folder that this test writes, with a scorer that counts letters. */
public class RunExportTest {
    private static final TextScorer LETTERS = examples -> examples.stream()
            .mapToDouble(example -> -example.texts().get(0).length())
            .toArray();

    private static final Publication UNNAMED = Publication.local(List.of(), Optional.empty());

    @TempDir
    private Path folder;

    private Path run;
    private Path target;

    @BeforeEach
    void writeRun() throws IOException {
        run = FinishedRun.write(folder.resolve("run"), List.of("text"), "label", List.of("no", "| yes: \"<b>\""));
        target = folder.resolve("exported");
    }

    @Test
    void aRunThatComparesOtherMethodsNowIsNotExported() throws IOException {
        Path config = run.resolve("config.yaml");
        Files.writeString(config, Files.readString(config) + "evaluation: {methods: [random]}\n");
        assertThatThrownBy(() -> RunSource.open(run))
                .isInstanceOf(InputException.class)
                .hasMessage(run + ": compares [random]; give a run with 'dilm' among its evaluation.methods");
    }

    private int export(Nearest nearest) {
        RunExport export = RunExport.of(run);
        return export.write(
                target,
                new DataSetContent(
                        nearest,
                        nearest == Nearest.NONE ? List.of() : export.trainingFiles(),
                        Optional.of(LETTERS),
                        Map.of()),
                UNNAMED);
    }

    private void config(String old, String replacement) throws IOException {
        Path config = run.resolve("config.yaml");
        Files.writeString(config, Files.readString(config).replace(old, replacement));
    }

    private List<JsonNode> rows(String file) throws IOException {
        List<JsonNode> rows = new ArrayList<>();
        for (String line : Files.readAllLines(target.resolve("dataset").resolve(file))) {
            rows.add(Json.STRICT.readTree(line));
        }
        return rows;
    }

    private JsonNode frontMatter() throws IOException {
        return frontMatter("dataset");
    }

    private JsonNode frontMatter(String part) throws IOException {
        String card = Files.readString(target.resolve(part).resolve("README.md"));
        assertThat(card).startsWith("---\n");
        return new YAMLMapper().readTree(card.substring(4, card.indexOf("---\n", 4)));
    }

    @Test
    void theCardHoldsTheScoresAgainstFullDataWhereItWasMeasured() throws IOException {
        export(Nearest.NONE);
        Path card = target.resolve("dataset/README.md");
        assertThat(card)
                .content()
                .contains("| learner | dilm | 1 | 0.6250 ± 0.1768 | 2 |\n")
                .doesNotContain("full data");
        Path results = new RunFolder(run).results();
        Results before = Results.read(results);
        new Results(
                        before.task(),
                        before.reportSplit(),
                        List.of(new Results.FullData(
                                Results.LEARNER, 4, 9, List.of(new Results.LearnerScore(0, 0, 0.8, 1)), List.of())),
                        before.scores(),
                        before.texts())
                .write(results);
        target = target.resolveSibling("again");
        export(Nearest.NONE);
        assertThat(target.resolve("dataset/README.md"))
                .content()
                .contains(
                        "| measurements | of full data |\n",
                        "| learner | dilm | 1 | 0.6250 ± 0.1768 | 2 | 78 % |\n",
                        "| learner | full data | all | 0.8000 | 1 | 100 % |\n");
    }

    @Test
    void everyRowTellsWhereItComesFrom() throws IOException {
        assertThat(export(Nearest.TEXT)).isEqualTo(2 * (2 + 4));

        JsonNode row = rows("dpc2/set1.jsonl").get(3);
        assertThat(Json.line(row))
                .isEqualTo("{\"text\":\"the fine play 1\",\"label\":\"| yes: \\\"<b>\\\"\",\"generator_sha256\":\""
                        + Sha256.of("weights")
                        + "\",\"seed\":5000000000,\"log_probability_per_token\":-15.0,\"nearest_real_text\":\"a very fine"
                        + " play\",\"nearest_real_overlap\":0.3333333333333333}");
        assertThat(rows("dpc1/set0.jsonl").get(0).get("nearest_real_text").asText())
                .isEqualTo("A dull film!");
        assertThat(target.resolve("generator/config.json")).hasContent("{}");
        assertThat(Files.readString(target.resolve("generator/README.md")))
                .contains("| `<bos_1>` | \\| yes: \"\\<b\\>\" |")
                .contains("do_sample=True, temperature=1.0, top_k=0, top_p=0.95, repetition_penalty=1.0, max_length=");
    }

    @Test
    void theCardNamesLabelsConfigsAndSplits() throws IOException {
        export(Nearest.TEXT);

        JsonNode card = frontMatter();
        assertThat(card.path("configs").findValuesAsText("config_name")).containsExactly("dpc1", "dpc2");
        assertThat(card.at("/configs/1/default").asBoolean()).isTrue();
        assertThat(card.at("/configs/0").has("default")).isFalse();
        assertThat(card.at("/configs/0/data_files/1/split").asText()).isEqualTo("set1");
        assertThat(target.resolve("dataset")
                        .resolve(card.at("/configs/0/data_files/1/path").asText()))
                .exists();
        JsonNode features = card.at("/dataset_info/0/features");
        assertThat(features.findValuesAsText("name"))
                .containsExactlyElementsOf(names(rows("dpc1/set0.jsonl").get(0)));
        assertThat(features.at("/1/dtype/class_label/names/1").asText()).isEqualTo("| yes: \"<b>\"");
        assertThat(Files.readString(target.resolve("dataset/README.md")))
                .contains("# tiny \\# run, distilled with DiLM", "| learner | dilm | 1 | 0.6250 ± 0.1768 | 2 |")
                .doesNotContain(folder.toString());
    }

    @Test
    void theCardHasTheMetadataThatTheHubSearches() throws IOException {
        export(Nearest.NONE);
        JsonNode card = frontMatter();
        assertThat(card.has("language")).isFalse();
        assertThat(card.has("license")).isFalse();
        assertThat(card.at("/source_datasets/0").asText()).isEqualTo("extended|other");
        assertThat(card.at("/task_categories/0").asText()).isEqualTo("text-classification");
        assertThat(card.has("task_ids")).isFalse();
        assertThat(card.at("/metrics/0").asText()).isEqualTo("accuracy");
        assertThat(card.at("/size_categories/0").asText()).isEqualTo("n<1K");
        assertThat(card.at("/language_creators/0").asText()).isEqualTo("machine-generated");

        Path manifest = run.resolve("manifest.json");
        Files.writeString(
                manifest,
                Files.readString(manifest).replace("\"train.jsonl\"", "\"hf://datasets/nyu-mll/glue@main/sst2\""));
        target = folder.resolve("described");
        RunExport.of(run)
                .write(
                        target,
                        new DataSetContent(Nearest.NONE, List.of()),
                        new Publication("org/set", List.of("en", "de"), Optional.of("cc-by-4.0")));
        card = frontMatter();
        assertThat(card.path("language").toString()).isEqualTo("[\"en\",\"de\"]");
        assertThat(card.path("license").asText()).isEqualTo("cc-by-4.0");
        assertThat(card.path("source_datasets").toString()).isEqualTo("[\"nyu-mll/glue\"]");
        assertThat(target.resolve("dataset/README.md"))
                .content()
                .contains("load_dataset(\"org/set\", \"dpc2\", split=\"set0\")")
                .doesNotContain("No licence");
        assertThat(target.resolve("generator/README.md"))
                .content()
                .contains("license: \"cc-by-4.0\"", "AutoTokenizer.from_pretrained(\"org/set\")");
        assertThat(frontMatter("generator").path("datasets").toString()).isEqualTo("[\"nyu-mll/glue\"]");
    }

    @Test
    void theSourceIsWhatTheRowsWereTakenFrom() throws IOException {
        for (String data : List.of("hf://datasets/org/news", "/home/me/news.csv")) {
            Files.writeString(run.resolve("distill.json"), "{\"asked\":{\"the data\":\"" + data + "\"},\"files\":{}}");
            target = folder.resolve(Path.of(data).getFileName());
            export(Nearest.NONE);
            assertThat(frontMatter().path("source_datasets").toString())
                    .isEqualTo(data.startsWith("hf") ? "[\"org/news\"]" : "[\"extended|other\"]");
        }
    }

    @Test
    void theGeneratorsCardNamesAModelOfTheHubAndNoFolder() throws IOException {
        config("generator: {create: {}}", "generator: {model: org/small@v2}");
        export(Nearest.NONE);
        assertThat(frontMatter("generator").has("base_model")).isFalse();

        Files.writeString(
                run.resolve("sources.json"), "{\"labels\":[],\"hubCommits\":{\"models/org/small@v2\":\"0\"}}");
        target = folder.resolve("of the hub");
        export(Nearest.NONE);
        assertThat(frontMatter("generator").path("base_model").asText()).isEqualTo("org/small");
    }

    @Test
    void theGeneratorsCardHasTheWordsBeforeTheTokenOfALabel() throws IOException {
        Files.writeString(
                run.resolve("generator/label_prompt.json"),
                "{\"template\":\"{label} text:\",\"labelNames\":[\"bad\",\"good\"]}");
        export(Nearest.NONE);
        assertThat(target.resolve("generator/README.md"))
                .content()
                .contains("A text follows the end token, words that name its label and the label's token, and ends")
                .contains("| `<bos_1>` | \\| yes: \"\\<b\\>\" | `good text:` |")
                .contains("words = tokenizer(\"bad text:\", add_special_tokens=False).input_ids\n")
                .contains(", max_length=len(prompt) + 63)");
    }

    @Test
    void theCardsTellHowTheGeneratorWasTrained() throws IOException {
        export(Nearest.NONE);
        assertThat(target.resolve("generator/README.md"))
                .content()
                .contains("so that the gradients of its texts match", "| matching steps | ")
                .doesNotContain("self-training");

        config(
                "\ndistil: {",
                "\nselfTraining: {rounds: 3, training: {steps: 40}}\ndistil: {candidates: 8, selector: ridge,"
                        + " features: tangent, ");
        target = folder.resolve("self-trained");
        export(Nearest.NONE);
        assertThat(target.resolve("generator/README.md"))
                .content()
                .contains("trained on the texts of its own best training sets")
                .contains("| self-training | 3 rounds of 40 steps on the texts of the best sets |")
                .contains("| chosen by | ridge on embeddings and tangents from half of 8 texts of each label |")
                .doesNotContain("matching steps");
    }

    @Test
    void aTextHasTheChecksumOfTheGeneratorThatWroteIt() throws IOException {
        config("\ndistil: {", "\ndistil: {candidates: 8, writers: both, ");
        Files.createDirectories(run.resolve("generator-before-matching"));
        Files.writeString(run.resolve("generator-before-matching/model.safetensors"), "other weights");
        Path candidates = run.resolve("distilled/dilm-candidates.json");
        Files.writeString(candidates, "{\"texts\":[[{\"texts\":[\"a dull film 0\"],\"label\":0}],[]],\"counts\":[]}");
        export(Nearest.NONE);
        assertThat(rows("dpc1/set0.jsonl"))
                .extracting(row -> row.path("generator_sha256").asText())
                .containsExactly(Sha256.of("weights"), Sha256.of("other weights"));
        assertThat(target.resolve("dataset/README.md"))
                .content()
                .contains(Sha256.of("weights"), Sha256.of("other weights"), "of each label and generator");

        Files.delete(candidates);
        assertSentence(
                () -> RunExport.of(run),
                candidates + ": there is no such file; it tells which generator wrote a text; put it back");
    }

    @Test
    void metadataFollowsTheTask() {
        assertThat(Metadata.taskIds(task(1, 3))).containsExactly("multi-class-classification");
        assertThat(Metadata.taskIds(task(2, 3))).containsExactly("multi-input-text-classification");
        assertThat(Metadata.metrics(Metric.ACCURACY_AND_F1)).containsExactly("accuracy", "f1");
        assertThat(Metadata.sizeCategory(999)).isEqualTo("n<1K");
        assertThat(Metadata.sizeCategory(1_000)).isEqualTo("1K<n<10K");
        assertThat(Metadata.sizeCategory(50_000_000)).isEqualTo("10M<n<100M");
        assertThat(Metadata.sizeCategory(Integer.MAX_VALUE)).isEqualTo("1B<n<10B");
    }

    private static Task task(int texts, int labels) {
        return new Task(
                "task",
                List.of("one", "two").subList(0, texts),
                "label",
                List.of("a", "b", "c").subList(0, labels),
                Metric.ACCURACY);
    }

    @Test
    void realExamplesGoIntoAConfigOfTheirOwn() throws IOException {
        Map<String, List<Example>> real = new LinkedHashMap<>();
        real.put("train", List.of(new Example(List.of("A dull film!"), 0)));
        real.put("report", List.of(new Example(List.of("so fine"), 1), new Example(List.of("no"), 0)));
        RunExport.of(run)
                .writeDataSet(
                        target.resolve("dataset"),
                        new DataSetContent(Nearest.NONE, List.of(), Optional.empty(), real),
                        UNNAMED);

        assertThat(rows("real/report.jsonl"))
                .extracting(Json::line)
                .containsExactly(
                        "{\"text\":\"so fine\",\"label\":\"| yes: \\\"<b>\\\"\"}",
                        "{\"text\":\"no\",\"label\":\"no\"}");
        JsonNode card = frontMatter();
        assertThat(card.at("/configs/2").toString())
                .isEqualTo("{\"config_name\":\"real\",\"data_files\":[{\"split\":\"train\",\"path\":"
                        + "\"real/train.jsonl\"},{\"split\":\"report\",\"path\":\"real/report.jsonl\"}]}");
        assertThat(card.at("/dataset_info/2/features").findValuesAsText("name")).containsExactly("text", "label");
        assertThat(card.path("language_creators").toString()).isEqualTo("[\"machine-generated\",\"found\"]");
        assertThat(target.resolve("dataset/README.md"))
                .content()
                .contains("The config `real` holds real examples: `train` (1), `report` (2).");
        assertThat(target.resolve("generator")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"English", "jp", "en-GB", "EN", ""})
    void aLanguageThatTheHubRefusesIsRefused(String language) {
        assertSentence(
                () -> new Publication("org/set", List.of("ja", "gsw", "multilingual", language), Optional.empty()),
                "--language: '" + language
                        + "' is not the code of a language; write en for English, or multilingual for many");
    }

    @Test
    void aLicenceThatTheHubRefusesIsRefused() {
        for (String name : List.of("openrail++", "mit", "other")) {
            assertThat(new Publication("org/set", List.of(), Optional.of(name)).licence())
                    .contains(name);
        }
        String sentence =
                "' is not the hub's name of a licence; write it like cc-by-4.0, or other for a licence that the"
                        + " hub does not know";
        assertSentence(
                () -> new Publication("org/set", List.of(), Optional.of("MIT licence")),
                "--license: 'MIT licence" + sentence);
        assertSentence(
                () -> new Publication("org/set", List.of(), Optional.of("cc-by-4")),
                "--license: 'cc-by-4" + sentence + ", did you mean 'cc-by-4.0'?");
    }

    @Test
    void theCardTellsWhatWasMeasuredAndNoMore() throws IOException {
        Results results = Results.read(run.resolve("results.json"));
        Task task = results.task();
        new Results(
                        new Task(
                                task.name(),
                                task.textFields(),
                                task.labelField(),
                                task.labels(),
                                Metric.ACCURACY_AND_F1),
                        results.reportSplit(),
                        results.scores(),
                        results.texts())
                .write(run.resolve("results.json"));
        export(Nearest.NONE);
        assertThat(Files.readString(target.resolve("dataset/README.md")))
                .contains(
                        "Metric: accuracy-and-f1 (F1 of the label `| yes: \"<b>\"`) on 2 examples of the run's report split;"
                                + " mean ± standard deviation over the measurements of all sets")
                .contains("| accuracy-and-f1 | measurements |")
                .doesNotContain("no part in");
    }

    @Test
    void aTextThatSharesNoWordHasNoNearest() throws IOException {
        Path set = run.resolve("distilled/dilm-dpc1-set0.jsonl");
        Files.writeString(set, Files.readString(set).replace("a dull film 0", "boring"));
        export(Nearest.TEXT);

        JsonNode row = rows("dpc1/set0.jsonl").get(0);
        assertThat(row.path("text").asText()).isEqualTo("boring");
        assertThat(row.get("nearest_real_text").isNull()).isTrue();
        assertThat(row.get("nearest_real_overlap").asDouble()).isZero();
        assertThat(Files.readString(target.resolve("dataset/README.md")))
                .contains("of the training example that shares most words with this one; null if none shares a word");
    }

    private static List<String> names(JsonNode row) {
        List<String> names = new ArrayList<>();
        row.fieldNames().forEachRemaining(names::add);
        return names;
    }

    @Test
    void realTextsCanBeLeftOut() throws IOException {
        export(Nearest.OVERLAP);
        assertThat(names(rows("dpc1/set0.jsonl").get(0)))
                .containsExactly(
                        "text",
                        "label",
                        "generator_sha256",
                        "seed",
                        "log_probability_per_token",
                        "nearest_real_overlap");

        target = folder.resolve("none");
        Files.delete(run.resolve("train.jsonl"));
        export(Nearest.NONE);
        assertThat(names(rows("dpc1/set0.jsonl").get(0)))
                .containsExactly("text", "label", "generator_sha256", "seed", "log_probability_per_token");
    }

    @Test
    void bothTextsOfAPairHaveTheirFields() throws IOException {
        run = FinishedRun.write(folder.resolve("pairs"), List.of("premise", "hypothesis"), "label", List.of("0", "1"));
        export(Nearest.TEXT);

        JsonNode row = rows("dpc1/set0.jsonl").get(1);
        assertThat(row.path("nearest_real_premise").asText()).isEqualTo("a very fine play");
        assertThat(row.path("nearest_real_hypothesis").asText()).isEqualTo("second a very fine play");
        assertThat(Files.readString(target.resolve("generator/README.md")))
                .contains("`<sep>` stands between its two parts, `premise` and `hypothesis`.");
    }

    /** The test runs this class in its own class loader. */
    public static final class Exporting implements Consumer<Path> {
        @Override
        public void accept(Path run) {
            RunExport export = RunExport.of(run);
            export.write(run.resolve("exported"), new DataSetContent(Nearest.TEXT, export.trainingFiles()), UNNAMED);
        }
    }

    @Test
    void aRunIsExportedWithoutTheEngine() throws Exception {
        assertThat(LoadedClasses.by(Exporting.class, run))
                .contains(RunExport.class.getName())
                .noneMatch(LoadedClasses::isOfTheEngine);
        assertThat(run.resolve("exported").resolve("dataset")).isNotEmptyDirectory();
    }

    @Test
    void theSameRunGivesTheSameBytes() throws IOException {
        export(Nearest.TEXT);
        Path first = target;
        target = folder.resolve("again");
        export(Nearest.TEXT);

        try (Stream<Path> files = Files.walk(first)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(target.resolve(first.relativize(file))).hasSameBinaryContentAs(file);
            }
        }
    }

    @Test
    void saysWhatIsMissing() throws IOException {
        Files.createDirectories(target);
        assertSentence(() -> export(Nearest.TEXT), target + ": exists already; name a new folder, or remove it");
        target = folder.resolve("other");
        assertSentence(
                () -> RunExport.of(folder.resolve("gone")),
                folder.resolve("gone") + ": there is no such run folder; give the folder that './dilm run' wrote");

        Files.writeString(run.resolve("train.jsonl"), "{\"text\": \"other\", \"label\": \"no\"}\n");
        assertThatThrownBy(() -> export(Nearest.TEXT))
                .isInstanceOf(InputException.class)
                .hasMessageMatching(
                        "train\\.jsonl: the training file of the run, SHA-256 [0-9a-f]{12}…, is neither in the"
                                + " run folder nor here; name it with --train, or leave nearest texts out with --nearest none");
        assertThat(target).doesNotExist();

        Path set = run.resolve("distilled/dilm-dpc2-set1.jsonl");
        Files.delete(set);
        assertSentence(
                () -> RunExport.of(run),
                set + ": there is no such file; give a run with 'dilm' among its evaluation.methods, and finish it");
        Files.delete(run.resolve("results.json"));
        assertSentence(
                () -> RunExport.of(run),
                run
                        + ": is not a finished run: it has no results.json; give the same './dilm run' command again to finish"
                        + " it");
    }

    @Test
    void aFailureLeavesNothingBehind() {
        RunExport export = RunExport.of(run);
        TextScorer broken = examples -> {
            throw new IllegalStateException("broken");
        };
        assertThatThrownBy(() -> export.write(
                        target, new DataSetContent(Nearest.NONE, List.of(), Optional.of(broken), Map.of()), UNNAMED))
                .hasMessage("broken");
        assertThat(target).doesNotExist();
    }

    @Test
    void aFieldThatTheExportNeedsItselfIsRefused() throws IOException {
        run = FinishedRun.write(folder.resolve("clash"), List.of("seed"), "label", List.of("a", "b"));
        assertSentence(
                () -> export(Nearest.NONE),
                "task: its field 'seed' has a name that the export needs; rename it in the data");
    }

    private static void assertSentence(org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String sentence) {
        assertThatThrownBy(call).isInstanceOf(InputException.class).hasMessage(sentence);
    }
}
