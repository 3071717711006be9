package io.github.dilm4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.Json;
import io.github.dilm4j.data.Metric;
import io.github.dilm4j.data.Task;
import io.github.dilm4j.experiment.RunLock;
import io.github.dilm4j.experiment.estimate.Estimate;
import io.github.dilm4j.model.ModelShape;
import io.github.dilm4j.model.bert.BertArchitecture;
import io.github.dilm4j.model.bert.BertConfig;
import io.github.dilm4j.model.encoder.EncoderClassifier;
import io.github.dilm4j.run.RunEvent;
import io.github.dilm4j.run.Stage;
import io.github.dilm4j.run.config.Presets;
import io.github.dilm4j.served.Usage;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tokenize.BytePairTraining;
import io.github.dilm4j.tokenize.Tokenizer;
import io.github.dilm4j.tokenize.WordPieceTraining;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DilmTest {
    private static final String ROWS = "sentence\tlabel\ngood film\t1\nbad film\t0\nfine play\t1\npoor play\t0\n";

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private Console console() {
        return new Console(new PrintWriter(out), new PrintWriter(err), false, 100);
    }

    private int dilm(String... args) {
        return new Dilm(console()).execute(args);
    }

    private Path file(String name, String content) throws IOException {
        return Files.write(folder.resolve(name), content.getBytes(StandardCharsets.UTF_8));
    }

    /** Writes the folder of an untrained BERT with one narrow layer. */
    private Path bert(Tokenizer tokenizer, int vocabularySize) {
        Path model = folder.resolve("bert");
        try (EncoderClassifier bert = EncoderClassifier.create(
                new BertArchitecture(BertConfig.of(vocabularySize, new ModelShape(8, 1, 2, 16, 16), 0)),
                2,
                1,
                Device.CPU)) {
            bert.save(model, List.of("0", "1"));
        }
        tokenizer.save(model);
        return model;
    }

    private static Tokenizer words() {
        return WordPieceTraining.train(List.of("good film bad film fine play poor play"), 100, true);
    }

    private void assertSentence(int code, String sentence) {
        assertThat(err.toString()).isEqualTo(sentence + "\n");
        assertThat(out.toString()).isEmpty();
        assertThat(code).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "demo",
                "run",
                "distill",
                "audit",
                "config",
                "select",
                "generate",
                "evaluate",
                "report",
                "tokenizer",
                "tokenizer train"
            })
    void everyCommandsHelpHasAnExample(String command) {
        assertThat(dilm((command + " --help").strip().split(" "))).isZero();
        assertThat(out.toString()).contains("Example:", "  ./dilm ", "Usage: ./dilm");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void versionNamesTheProgram() {
        assertThat(dilm("--version")).isZero();
        assertThat(out.toString()).startsWith("dilm4j ");
    }

    @Test
    void usageErrorIsOneSentence() {
        int code = dilm("select", "--dpc", "1");
        assertThat(err.toString())
                .startsWith("Missing required options: ")
                .contains("'--method=M'", "'--train=FILE'")
                .endsWith("; see ./dilm select --help\n")
                .hasLineCount(1);
        assertThat(code).isEqualTo(2);
    }

    @Test
    void aNameThatNoFileCanHaveIsToldWithoutJavasWords() {
        assertSentence(
                dilm("report", "a\0b"),
                "Invalid value for positional parameter at index 0 (RUN): 'a\ufffdb' cannot be the name of a file on this"
                        + " system (Nul character not allowed); rename it, or set a UTF-8 locale such as"
                        + " LC_ALL=C.UTF-8; see ./dilm report --help");
    }

    @Test
    void mistypedCommandIsSuggested() {
        int code = dilm("sellect");
        assertThat(err.toString())
                .contains("'sellect'", "did you mean 'select'?")
                .hasLineCount(1);
        assertThat(code).isEqualTo(2);
    }

    @Test
    void exportNeedsAFinishedRun() {
        assertThat(dilm("export", "./no-such-run", "--to", "./nowhere")).isEqualTo(2);
        assertThat(err.toString())
                .isEqualToIgnoringNewLines(Path.of("./no-such-run")
                        + ": there is no such run folder; give the folder that './dilm run' wrote");
        assertThat(dilm("export", "./no-such-run", "--to", "./nowhere", "--nearest", "all"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("--nearest: 'all' is not one of [text, overlap, none]");
    }

    @Test
    void presetsAreListedAndShown() {
        assertThat(dilm("config")).isZero();
        assertThat(out.toString()).contains("sst2-small  ", "mnli  ").hasLineCount(13);
        assertThat(dilm("config", "sst2")).isZero();
        assertThat(out.toString()).contains("languageModel: {steps: 80000");
    }

    /** Writes the config of a run that compares only random choices, on {@link #ROWS}. */
    private Path smallConfig() throws IOException {
        file("train.tsv", ROWS);
        return file("small.yaml", """
            name: small
            task: {textFields: [sentence], labels: ['0', '1']}
            data: {train: [train.tsv], report: [train.tsv]}
            learner: {create: {layers: 1, hidden: 8, heads: 2, positions: 16}, maxTokens: 16}
            generator: {create: {layers: 1, hidden: 8, heads: 2, positions: 16}, maxTokens: 16}
            distil: {dpc: [1]}
            evaluation: {methods: [random]}
            """);
    }

    @Test
    void dryRunPrintsTheWholeConfigAndWritesNothing() throws IOException {
        Path config = smallConfig();
        Path run = folder.resolve("run");
        assertThat(dilm("run", config.toString(), "seed=7", "--dry-run", "--out", run.toString()))
                .as(err.toString())
                .isZero();
        assertThat(out.toString()).contains("seed: 7", "repetitionPenalty: 1.0");
        assertThat(run).doesNotExist();
    }

    @Test
    void dryRunChecksWhatARunChecks() throws IOException {
        String[] words = {
            "run",
            smallConfig().toString(),
            "--dry-run",
            "--out",
            folder.resolve("run").toString(),
            ""
        };
        for (String wrong : List.of(
                "data.train=[none.tsv] -> none.tsv",
                "task.textFields=[text] -> train.tsv",
                "encoder.model=./none -> none",
                "distil.dpc=[9] -> train.tsv")) {
            words[5] = wrong.substring(0, wrong.indexOf(' '));
            assertThat(dilm(words)).as(wrong).isEqualTo(2);
            assertThat(err.toString()).contains(wrong.substring(wrong.lastIndexOf(' ') + 1));
            assertThat(out.toString()).isEmpty();
            err.getBuffer().setLength(0);
        }
    }

    @Test
    void placesOfHadoopNeedSpark() throws IOException {
        String config = smallConfig().toString();
        assertThat(dilm("run", config, "--out", "hdfs://host/run")).isEqualTo(2);
        assertThat(err.toString())
                .contains(
                        "--out: 'hdfs://host/run' is in a file system of Hadoop, which needs Spark; add --spark MASTER,"
                                + " or name a folder of this machine");
        assertThat(dilm("run", config, "--dry-run", "data.train=[\"s3a://x/train.csv\"]", "--out", folder + "/run"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("s3a://x/train.csv: is read by Spark, and this command does not run on it");
    }

    @Test
    void freshKeepsTheLinkThatARunFolderIs() throws IOException {
        Path disk = Files.createDirectories(folder.resolve("disk/run"));
        Files.writeString(disk.resolve("events.jsonl"), "");
        Path link = Files.createSymbolicLink(folder.resolve("link"), disk);
        OldRuns.moveAside(link, List.of(), console());
        assertThat(link).isSymbolicLink().isEmptyDirectory();
        assertThat(link.toRealPath()).isEqualTo(disk.toRealPath());
        assertThat(folder.resolve("disk/run.old-1/events.jsonl")).exists();
    }

    @Test
    void aResultIsNotWrittenOverWhatIsRead() throws IOException {
        Path train = file("train.tsv", ROWS);
        assertSentence(
                dilm(("select --method random --dpc 1 --train " + train + " --out " + train + " --force").split(" ")),
                train + ": is an input of the command, --train; name another place with --out");
        err.getBuffer().setLength(0);
        assertSentence(
                dilm(("evaluate --train x.tsv --test " + train + " --learner y --json " + train).split(" ")),
                train + ": is an input of the command, --test; name another place with --json");
        err.getBuffer().setLength(0);
        assertSentence(
                dilm(("tokenizer train --kind bpe --size 300 --text " + train + " --out " + folder).split(" ")),
                folder + ": holds train.tsv, which this command does not write; name another folder with --out");
        assertThat(train).hasContent(ROWS);
    }

    @Test
    void wrongConfigIsTold() throws IOException {
        Path config = file("a.yaml", "name: a\nsed: 1\n");
        int code = dilm("run", config.toString());
        assertThat(err.toString()).startsWith(config + ": unknown setting 'sed', did you mean 'seed'?\n");
        assertThat(code).isEqualTo(2);
    }

    @Test
    void missingFileIsTold() {
        Path missing = folder.resolve("train.tsv");
        int code =
                dilm("select", "--method", "random", "--train", missing.toString(), "--dpc", "1", "--out", "o.jsonl");
        assertThat(err.toString())
                .startsWith(missing + ": there is no such file")
                .hasLineCount(1);
        assertThat(code).isEqualTo(2);
    }

    @Test
    void unknownLabelIsTold() throws IOException {
        Path train = file("train.tsv", ROWS + "so so\t2\n");
        int code = dilm(
                "select",
                "--method",
                "random",
                "--train",
                train.toString(),
                "--dpc",
                "1",
                "--labels",
                "0,1",
                "--text",
                "sentence",
                "--out",
                folder.resolve("o.jsonl").toString());
        assertThat(err.toString())
                .startsWith(train + ":6: label '2' is not one of [0, 1]")
                .hasLineCount(1);
        assertThat(code).isEqualTo(2);
    }

    @Test
    void fewerTextsThanDpcIsTold() throws IOException {
        Path train = file("train.tsv", ROWS);
        assertSentence(
                dilm(
                        "select",
                        "--method",
                        "random",
                        "--train",
                        train.toString(),
                        "--dpc",
                        "3",
                        "--text",
                        "sentence",
                        "--labels",
                        "0,1",
                        "--out",
                        folder.resolve("o.jsonl").toString()),
                "3 different texts per label were to be selected, but label '0' has 2 among 2, and label '1' has 2"
                        + " among 2; select fewer, or give more texts");
    }

    @Test
    void unclearTextFieldsAreTold() throws IOException {
        Path train = file("train.tsv", "a\tb\tc\tlabel\n1\t2\t3\t0\n");
        assertSentence(
                dilm("select", "--method", "random", "--train", train.toString(), "--dpc", "1", "--out", "o.jsonl"),
                train + ": which of its fields [a, b, c, label] hold the texts is not clear; name one or two with"
                        + " --text");
    }

    /** Selects from the file and returns the selected rows. Stderr says how the file was understood. */
    private String selectedFrom(Path train) throws IOException {
        Path chosen = folder.resolve("chosen.jsonl");
        int code = dilm(("select --method random --dpc 1 --train " + train + " --out " + chosen).split(" "));
        assertThat(code).as(err.toString()).isZero();
        return Files.readString(chosen);
    }

    @Test
    void aFieldThatTellsTheLabelIsNoText() throws IOException {
        Path train = file("train.jsonl", """
            {"text": "good film", "label": 1, "label_text": "positive"}
            {"text": "bad film", "label": 0, "label_text": "negative"}
            """);
        assertThat(selectedFrom(train))
                .contains("{\"text\":\"good film\",\"label\":1}")
                .doesNotContain("positive");
        assertThat(err.toString())
                .startsWith(
                        "taken from " + train + ": the text is [text] (--text), the labels are [0, 1] (--labels)\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Unnamed: 0", "Unnamed: 0.1", "idx"})
    void aColumnOfRowNumbersIsNoText(String name) throws IOException {
        Path train = file("train.csv", name + ",text,label\n0,good film,1\n1,bad film,0\n");
        assertThat(selectedFrom(train)).contains("{\"text\":\"good film\",\"label\":1}");
    }

    private void assertRefusedByRandomSelection(Path train, String sentence) {
        err.getBuffer().setLength(0);
        String out = folder.resolve("o.jsonl").toString();
        assertSentence(
                dilm("select", "--method", "random", "--dpc", "1", "--train", train.toString(), "--out", out),
                train + sentence);
    }

    @Test
    void aLabelFieldOrASyntaxAtFaultIsToldBeforeTheTextIsGuessed() throws IOException {
        assertRefusedByRandomSelection(
                file("a.csv", "x,y,lable\n1,2,3\n"),
                ":1: there is no column 'label' among [x, y, lable], did you mean 'lable'? Name it with --label");
        assertRefusedByRandomSelection(
                file("a.jsonl", "[{\"x\": 1}]"),
                ":1: begins a JSON list; write each of its objects on a line of its own");
        assertRefusedByRandomSelection(
                file("b.jsonl", "{}\n"),
                ":1: there is no field 'label', the object is empty; fill it or remove the row");
    }

    @Test
    void aTextFieldThatOneFileLacksIsToldBeforeLabelsAreLookedFor() throws IOException {
        Path first = file("a.csv", "text,label\ngood film,1\n");
        Path second = file("b.csv", "body,label\nbad film,-1\n");
        assertSentence(
                dilm(("select --method random --dpc 1 --out o.jsonl --train " + first + " " + second).split(" ")),
                second + ":1: there is no column 'text' among [body, label]; name one of these with --text");
    }

    @Test
    void aLabelMayHoldACommaAndALineEnd() throws IOException {
        Path train = file("t.csv", "text,label\ngood film,\"very good,\nindeed\"\nbad film,bad\n");
        assertThat(selectedFrom(train)).contains("\"label\":\"very good,\\nindeed\"");
        assertThat(err.toString())
                .contains("the labels are [bad, 'very good,\ufffdindeed'] (--labels)\n")
                .hasLineCount(2);
        Path named = folder.resolve("named.jsonl");
        assertThat(dilm(
                        "select",
                        "--method",
                        "random",
                        "--dpc",
                        "1",
                        "--train",
                        train.toString(),
                        "--labels",
                        "\"very good,\nindeed\",bad",
                        "--out",
                        named.toString()))
                .as(err.toString())
                .isZero();
        assertThat(Files.readString(named)).startsWith("{\"text\":\"good film\",\"label\":\"very good,");
    }

    @Test
    void hintsNameOptions() throws IOException {
        Path train = file("train.tsv", ROWS);
        Path test = file("test.tsv", ROWS + "odd one\t2\n");
        dilm(("evaluate --learner none --train " + train + " --test " + test).split(" "));
        assertThat(err.toString())
                .endsWith(test + ":6: label '2' is not one of [0, 1]; add it to --labels or fix the row\n");
        err.getBuffer().setLength(0);
        dilm(("evaluate --learner none --metric f1 --labels 0,1,2 --train " + train + " --test " + test).split(" "));
        assertThat(err.toString()).startsWith("--metric: F1 is that of the second of two labels, got 3 labels");
        err.getBuffer().setLength(0);
        assertSentence(
                dilm(("select --method random --dpc 1 --text sentence --labels 0,1,2 --out o.jsonl --train " + train)
                        .split(" ")),
                train + ": label '2' has no example; add some, or name only the labels that have some with --labels");
    }

    @Test
    void twoFieldsAreAPairIfTheyAreNamedSo() throws IOException {
        Path pairs = file("pairs.tsv", "question1\tquestion2\tlabel\na\tb\t0\nc\td\t1\n");
        assertThat(selectedFrom(pairs)).contains("{\"question1\":\"a\",\"question2\":\"b\",\"label\":0}");
        assertThat(err.toString())
                .startsWith("taken from " + pairs + ": the pair of texts is [question1, question2] (--text), ");
        err.getBuffer().setLength(0);
        Files.delete(folder.resolve("chosen.jsonl"));
        Path trec = file("trec.tsv", "fine\tquestion\tlabel\na\tb\t0\nc\td\t1\n");
        assertThat(selectedFrom(trec)).contains("{\"question\":\"b\",\"label\":0}");
        assertThat(err.toString()).startsWith("taken from " + trec + ": the text is [question] (--text), ");
    }

    @Test
    void numbersInTheTestFileAreNoIndicesIntoNamesThatWereFound() throws IOException {
        Path train = file("train.tsv", "sentence\tlabel\ngood film\tpositive\nbad film\tnegative\n");
        Path test = file("test.tsv", ROWS);
        assertThat(dilm(("evaluate --learner none --train " + train + " --test " + test).split(" ")))
                .isEqualTo(2);
        assertThat(err.toString())
                .endsWith(test + ":2: the label is the number 1, but the labels were found as the names [negative,"
                        + " positive] and no file says which is which; name them in the numbers' order with"
                        + " --labels\n");
    }

    @Test
    void unknownMethodAndMetricAreTold() throws IOException {
        Path train = file("train.tsv", ROWS);
        assertSentence(
                dilm("select", "--method", "kcenters", "--train", train.toString(), "--dpc", "1", "--out", "o.jsonl"),
                "--method: 'kcenters' is not one of [random, k-centers, herding, facility-location, graph-cut, el2n,"
                        + " forgetting, margin, gradient-matching, craig, ridge, likelihood], did you mean 'k-centers'?");
        err.getBuffer().setLength(0);
        assertSentence(
                dilm(
                        "evaluate",
                        "--train",
                        train.toString(),
                        "--test",
                        train.toString(),
                        "--learner",
                        folder.toString(),
                        "--metric",
                        "f2"),
                "--metric: 'f2' is not one of [accuracy, accuracy-and-f1, f1, macro-f1], did you mean 'f1'?");
    }

    @Test
    void encoderThatIsMissingOrNoModelIsTold() throws IOException {
        Path train = file("train.tsv", ROWS);
        assertSentence(
                dilm("select", "--method", "herding", "--train", train.toString(), "--dpc", "1", "--out", "o.jsonl"),
                "--encoder: is missing; herding needs it");
        err.getBuffer().setLength(0);
        int code = dilm(
                "select",
                "--method",
                "herding",
                "--train",
                train.toString(),
                "--dpc",
                "1",
                "--text",
                "sentence",
                "--labels",
                "0,1",
                "--out",
                "o.jsonl",
                "--encoder",
                folder.toString());
        assertThat(err.toString())
                .startsWith(folder + ": is not a model folder: it has no config.json")
                .hasLineCount(1);
        assertThat(code).isEqualTo(2);
    }

    @Test
    void truncatedWeightsAreTold() throws IOException {
        Path train = file("train.tsv", ROWS);
        Path model = bert(words(), 100);
        Path weights = model.resolve("model.safetensors");
        byte[] whole = Files.readAllBytes(weights);
        Files.write(weights, Arrays.copyOf(whole, whole.length / 2));
        int code = dilm(
                ("evaluate --text sentence --labels 0,1 --train " + train + " --test " + train + " --learner " + model)
                        .split(" "));
        assertThat(err.toString())
                .startsWith(weights + ": ")
                .doesNotContain("bug")
                .hasLineCount(1);
        assertThat(code).isEqualTo(2);
    }

    @Test
    void tokenizerThatDoesNotFitIsTold() throws IOException {
        Path train = file("train.tsv", ROWS);
        Tokenizer tokenizer = words();
        Path model = bert(tokenizer, 10);
        assertSentence(
                dilm(
                        "evaluate",
                        "--text",
                        "sentence",
                        "--labels",
                        "0,1",
                        "--train",
                        train.toString(),
                        "--test",
                        train.toString(),
                        "--learner",
                        model.toString()),
                model + ": its tokenizer has " + tokenizer.size()
                        + " tokens, its model knows 10; put the tokenizer of this model there");
    }

    @Test
    void evaluationPrintsSetsAndWritesEveryLearner() throws IOException {
        Path train = file("train.tsv", ROWS);
        Path model = bert(words(), 100);
        Path json = folder.resolve("scores.json");
        int code = dilm(
                "evaluate",
                "--train",
                train.toString(),
                train.toString(),
                "--test",
                train.toString(),
                "--learner",
                model.toString(),
                "--runs",
                "2",
                "--steps",
                "2",
                "--json",
                json.toString());
        assertThat(code).isZero();
        assertThat(out.toString()).hasLineCount(3).containsPattern("(?m)^all: [0-9.]+ ± [0-9.]+ \\(4\\)$");
        assertThat(Json.read(json, JsonNode.class).get("learners").get(0).get("runs"))
                .hasSize(4);
    }

    @Test
    void anF1WithoutExamplesOfALabelIsRefusedAndASetWithoutOneIsTold() throws IOException {
        Path train = file("train.tsv", ROWS);
        Path one = file("one.tsv", "sentence\tlabel\ngood film\t1\nwarm film\t1\n");
        Path model = bert(words(), 100);
        String task = "evaluate --labels 0,1 --text sentence --runs 1 --steps 1 --learner " + model + " --train ";
        assertThat(dilm((task + train + " --test " + one + " --metric f1").split(" ")))
                .isEqualTo(2);
        assertThat(err.toString())
                .startsWith(one + ": label '0' has no example, and an F1 needs some of every label")
                .contains("score by accuracy")
                .hasLineCount(1);
        err.getBuffer().setLength(0);
        assertThat(dilm((task + one + " --test " + one).split(" "))).isZero();
        assertThat(err.toString())
                .contains("warning: " + one + " has no example of [0]; the scores say nothing about them\n")
                .contains("warning: " + one + " has no example of [0]; nothing is learned about them from it\n");
    }

    @Test
    void evaluationTellsOfTextsThatAreCutAndOfModelsThatLearnedNothing() throws IOException {
        Path train = file("train.tsv", ROWS);
        Path model = bert(words(), 100);
        String arguments = "evaluate --runs 1 --steps 1 --train " + train + " --test " + train + " --learner " + model;
        assertThat(dilm((arguments + " --max-tokens 3").split(" "))).isZero();
        assertThat(err.toString())
                .containsPattern("warning: \\S+: \\d of 4 texts of --train have more tokens than --max-tokens \\(3\\)")
                .containsPattern("warning: \\S+: \\d of 4 texts of --test have more tokens than --max-tokens \\(3\\)")
                .contains(model + " learned nothing from these sets, as far as 4 examples can tell: always naming the"
                        + " same label scores 50.0 %\n");
        err.getBuffer().setLength(0);
        assertThat(dilm(arguments.split(" "))).isZero();
        assertThat(err.toString()).doesNotContain("--max-tokens");
        String select = "select --method k-centers --dpc 1 --train " + train + " --out " + folder.resolve("o.jsonl")
                + " --encoder " + model + " --max-tokens 3";
        assertThat(dilm(select.split(" "))).isZero();
        assertThat(err.toString()).contains("texts of --train have more tokens than --max-tokens (3)");
        err.getBuffer().setLength(0);
        assertThat(dilm((arguments + " --max-tokens 2").split(" "))).isEqualTo(2);
        assertThat(err.toString())
                .endsWith("\n--max-tokens: must be at least 3 for a text with 2 special tokens, got 2\n");
        err.getBuffer().setLength(0);
        String audit = "audit " + train + " --against " + train + " --encoder " + model + " --max-tokens 3";
        assertThat(dilm(audit.split(" "))).isZero();
        assertThat(err.toString())
                .contains("4 of 4 texts of SET have more tokens than --max-tokens (3)")
                .contains("4 of 4 texts of --against have more tokens than --max-tokens (3)");
    }

    @Test
    void evaluationTakesSeveralLearners() throws IOException {
        Path train = file("train.tsv", ROWS);
        Path model = bert(words(), 100);
        Path json = folder.resolve("scores.json");
        String files = " --train " + train + " --test " + train + " --json " + json;
        assertThat(dilm(("evaluate" + files + " --runs 2 --steps 2 --learner " + model + " " + model).split(" ")))
                .isZero();
        List<String> lines = out.toString().lines().toList();
        assertThat(lines).hasSize(2).allMatch(line -> line.startsWith(model + ": "));
        assertThat(lines.get(1)).isEqualTo(lines.get(0));
        JsonNode learners = Json.read(json, JsonNode.class).get("learners");
        assertThat(learners).hasSize(2);
        assertThat(learners.get(1).get("runs")).hasSize(2);
    }

    @Test
    void everyModelsResultIsPrintedWhenItIsKnown() throws IOException {
        Path train = file("train.tsv", ROWS);
        Path model = bert(words(), 100);
        Console one = new Console(new PrintWriter(out), new PrintWriter(out), false, 100);
        String arguments = "evaluate --text sentence --labels 0,1 --train " + train + " --test " + train
                + " --runs 1 --steps 1 --learner " + model;
        assertThat(new Dilm(one).execute((arguments + " " + model).split(" "))).isZero();
        assertThat(out.toString().lines().filter(line -> !line.contains("/s") && !line.startsWith("warning: ")))
                .satisfiesExactly(
                        begins -> assertThat(begins).isEqualTo("evaluation: begins, 1 step"),
                        result -> assertThat(result).startsWith(model + ": "),
                        begins -> assertThat(begins).isEqualTo("evaluation: begins, 1 step"),
                        result -> assertThat(result).startsWith(model + ": "));
    }

    @Test
    void aModelThatCannotReadInContextIsToldBeforeAnyTraining() throws IOException {
        Path train = file("train.tsv", ROWS);
        Path model = bert(words(), 100);
        Path none = folder.resolve("none");
        String arguments = "evaluate --text sentence --labels 0,1 --train " + train + " --test " + train + " --learner "
                + model + " --steps 1";
        assertThat(dilm((arguments + " --in-context " + none).split(" "))).isEqualTo(2);
        assertThat(err.toString().lines().filter(line -> !line.startsWith("warning: ")))
                .singleElement()
                .asString()
                .startsWith(none.toString());
        assertThat(out.toString()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "o.txt          | its extension is not a known one; name it .tsv, .csv, .jsonl or .ndjson (each also"
                        + " with .gz) or .parquet after what it holds",
                "o.parquet      | Parquet is only read, not written; name the file .jsonl",
                "taken.jsonl    | is a folder; name a file with --out"
            })
    void anOutputThatCannotBeWrittenIsToldBeforeTheWork(String name, String sentence) throws IOException {
        Files.createDirectory(folder.resolve("taken.jsonl"));
        Path result = folder.resolve(name);
        String none = folder.resolve("none.tsv").toString(); // is read later
        assertSentence(
                dilm("select", "--method", "random", "--train", none, "--dpc", "1", "--out", result.toString()),
                result + ": " + sentence);
        err.getBuffer().setLength(0);
        assertSentence(
                dilm("generate", "--generator", none, "--dpc", "1", "--select", "random", "--out", result.toString()),
                result + ": " + sentence);
    }

    @Test
    void anOutputUnderAFileIsToldBeforeTheWork() throws IOException {
        Path train = file("train.tsv", ROWS);
        Path result = train.resolve("new/o.jsonl");
        String sentence = " cannot be written to, because " + train + " is not a folder; name another place with --";
        assertSentence(
                dilm("select", "--method", "random", "--train", "x.tsv", "--dpc", "1", "--out", result.toString()),
                result.getParent() + ":" + sentence + "out");
        err.getBuffer().setLength(0);
        String arguments = "evaluate --train x.tsv --test x.tsv --learner y --json " + result;
        assertSentence(dilm(arguments.split(" ")), result.getParent() + ":" + sentence + "json");
        err.getBuffer().setLength(0);
        assertSentence(
                dilm(("tokenizer train --kind bpe --text x.txt --size 300 --out " + result).split(" ")),
                result + ":" + sentence + "out");
    }

    @Test
    void textsThatTheFormatCannotHoldGoToAnotherFile() throws IOException {
        Path train = file(
                "train.jsonl",
                "{\"sentence\": \"good\\nfilm\", \"label\": 1}\n{\"sentence\": \"bad film\", \"label\": 0}\n");
        Path result = folder.resolve("o.tsv");
        int code = dilm(
                ("select --method random --text sentence --labels 0,1 --train " + train + " --dpc 1 --out " + result)
                        .split(" "));
        assertSentence(
                code,
                result + ": example 2 holds a tab or a line end, which TSV cannot; name the file .jsonl or .csv; the"
                        + " examples are now in " + result + ".jsonl");
        assertThat(result).doesNotExist();
        assertThat(folder.resolve("o.tsv.jsonl"))
                .content()
                .contains("good\\nfilm")
                .hasLineCount(2);
    }

    @Test
    void aDemoDoesNotWriteOverOthersData() throws IOException {
        Path mine = Files.createDirectories(folder.resolve("project/data")).resolve("train.tsv");
        Files.writeString(mine, ROWS);
        Path project = folder.resolve("project");
        String ending = ", not a demo of this version; give another --out";
        assertSentence(dilm("demo", "--out", project.toString()), project + ": holds a folder 'data'" + ending);
        Files.writeString(project.resolve("config.yaml"), "title: mine\n");
        err.getBuffer().setLength(0);
        assertSentence(dilm("demo", "--out", project.toString()), project + ": holds another config.yaml" + ending);
        Files.writeString(project.resolve("config.yaml"), Presets.yaml("sst2-small"));
        err.getBuffer().setLength(0);
        assertSentence(
                dilm("demo", "--out", project.toString()), project + ": holds a run named 'sst2-small'" + ending);
        assertThat(mine).hasContent(ROWS);
        assertThat(project.resolve("data")).isDirectoryNotContaining("glob:**.txt");
    }

    @Test
    void onlyARunIsMovedAside() throws IOException {
        Path thesis = Files.createDirectories(folder.resolve("project")).resolve("thesis.txt");
        Files.writeString(thesis, "mine");
        Path project = thesis.getParent();
        Path config = Files.writeString(project.resolve("my.yaml"), Presets.yaml("sst2-small"));
        String[] fresh = {"run", config.toString(), "--out", project.toString(), "--fresh"};
        assertSentence(
                dilm(fresh),
                project + ": holds no run that --fresh could move aside; choose another folder with --out");
        Files.writeString(project.resolve("events.jsonl"), "");
        err.getBuffer().setLength(0);
        assertSentence(
                dilm(fresh),
                project + ": holds " + project + ", which --fresh would move too; choose another folder with --out");
        Path elsewhere = file("elsewhere.yaml", Presets.yaml("sst2-small"));
        String[] data = {
            "run", elsewhere.toString(), "data.train=[project/*.tsv]", "--out", project.toString(), "--fresh"
        };
        err.getBuffer().setLength(0);
        assertSentence(
                dilm(data),
                project + ": holds " + project + "/*.tsv"
                        + ", which --fresh would move too; choose another folder with --out");
        assertThat(thesis).hasContent("mine");
    }

    @Test
    void aDemoOfAnotherSeedIsTold() throws IOException {
        file("config.yaml", Presets.yaml("demo"));
        assertSentence(
                dilm("demo", "--out", folder.toString(), "--seed", "7"),
                folder + ": holds a demo with seed 42; give --seed 42 to go on with it, --fresh to move it aside, or"
                        + " another --out");
        assertThat(folder.resolve("data")).doesNotExist();
    }

    @Test
    void aReportIsOfARunsFolderOnly() throws IOException {
        Path mine = file("report.html", "mine");
        assertSentence(
                dilm("report", folder.toString()),
                folder
                        + ": is not a run folder: it has neither config.yaml nor events.jsonl; give the folder that"
                        + " './dilm run' wrote");
        assertThat(mine).hasContent("mine");
        file("events.jsonl", "");
        assertThat(dilm("report", folder.toString())).isZero();
    }

    @Test
    void aReportIsNotWrittenThroughALinkOutOfItsRun() throws IOException {
        Path mine = file("mine.html", "mine").toRealPath();
        Path run = Files.createDirectory(folder.resolve("run"));
        file("run/events.jsonl", "");
        Path link = Files.createSymbolicLink(run.resolve("report.html"), mine);
        assertSentence(
                dilm("report", run.toString()),
                link + ": is a link out of the run folder, to " + mine
                        + "; remove it, or choose another folder with --out");
        assertThat(mine).hasContent("mine");
    }

    @Test
    void theEstimateTellsWhatIsAskedOfServedModels() {
        Usage usage = new Usage(4800, 0, 1_250_000, 9600);
        assertThat(EstimateCommand.sentence(new Estimate.Asked(Stage.EVALUATION, "gpt", usage, 1.25)))
                .isEqualTo(
                        "evaluation asks gpt: 4,800 requests, about 1,250,000 tokens sent and 9,600 received, cost about"
                                + " 1.2500; its time depends on the server");
        assertThat(EstimateCommand.sentence(new Estimate.Asked(Stage.SELECTION, "tiny", usage, 0)))
                .startsWith("selection asks tiny: ")
                .contains(", cost unknown without promptPrice and completionPrice; ");
    }

    @Test
    void encoderSelects() throws IOException {
        Path train = file("train.tsv", ROWS);
        Path model = bert(words(), 100);
        for (String method : List.of("k-centers", "herding")) {
            Path result = folder.resolve(method + ".jsonl");
            assertThat(dilm(
                            "select",
                            "--method",
                            method,
                            "--train",
                            train.toString(),
                            "--dpc",
                            "2",
                            "--encoder",
                            model.toString(),
                            "--out",
                            result.toString()))
                    .isZero();
            assertThat(result)
                    .content()
                    .contains("good film", "fine play", "bad film", "poor play")
                    .hasLineCount(4);
        }
    }

    @Test
    void selectionIsRepeatableAndKeepsTheFieldNames() throws IOException {
        Path train = file("train.tsv", ROWS);
        Path first = folder.resolve("a.jsonl");
        Path second = folder.resolve("b.jsonl");
        for (Path result : List.of(first, second)) {
            assertThat(dilm(
                            "select",
                            "--method",
                            "random",
                            "--train",
                            train.toString(),
                            "--dpc",
                            "1",
                            "--seed",
                            "5",
                            "--out",
                            result.toString()))
                    .isZero();
        }
        assertThat(first).hasSameBinaryContentAs(second);
        assertThat(Files.readString(first)).contains("{\"sentence\":").hasLineCount(2);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void tokenizerIsTrainedAndOpens() throws IOException {
        Path text = file("corpus.txt", "good film\nbad film\n".repeat(20));
        Path result = folder.resolve("tokenizer");
        assertThat(dilm(
                        "tokenizer",
                        "train",
                        "--kind",
                        "bpe",
                        "--text",
                        text.toString(),
                        "--size",
                        "262",
                        "--out",
                        result.toString()))
                .isZero();
        try (Tokenizer tokenizer = Tokenizer.load(result)) {
            assertThat(tokenizer.decode(tokenizer.encode(" good film"))).isEqualTo(" good film");
        }
    }

    @Test
    void generatorWithoutLabelTokensIsTold() throws IOException {
        Path model = folder.resolve("gpt");
        try (Tokenizer tokenizer = BytePairTraining.train(List.of(" good film good film"), 260)) {
            tokenizer.save(model);
        }
        int code = dilm(
                "generate", "--generator", model.toString(), "--dpc", "1", "--select", "random", "--out", "o.jsonl");
        assertThat(err.toString())
                .startsWith(model + ": its tokenizer has no label tokens <bos_0>")
                .hasLineCount(1);
        assertThat(code).isEqualTo(2);
    }

    @Test
    void modulesOfDifferentVersionsAreTold() {
        assertThat(new Failures(console()).report(new AbstractMethodError("no connect"), Optional.empty(), false))
                .isEqualTo(Failures.INTERNAL);
        assertThat(err.toString())
                .isEqualTo("the libraries on the class path are of different versions (no connect); build them together"
                        + " with ./mvnw -DskipTests package\n");
    }

    @Test
    void onlyACommandWithAConfigIsToldOfItsKeys() {
        RuntimeException lack = new RuntimeException("CUDA out of memory");
        assertThat(new Failures(console()).report(lack, Optional.empty(), false))
                .isEqualTo(1);
        assertThat(err.toString())
                .isEqualTo("the device's memory is used up; use smaller batches, shorter texts or another --device\n");
        new Failures(console()).report(lack, Optional.of(folder), false);
        assertThat(err.toString()).contains("smaller batches (matching.training.batchSize, sampling.batchSize), ");
    }

    @Test
    void anUnknownDeviceIsNamed() throws IOException {
        Path train = file("train.tsv", ROWS);
        assertThat(dilm(("evaluate --train " + train + " --test " + train + " --learner x --device tpu").split(" ")))
                .isEqualTo(2);
        assertThat(err.toString()).endsWith("\nthe device 'tpu' is not one of [auto, cpu, cuda, mps]\n");
    }

    @Test
    void bugLeavesItsTraceInAFile() throws IOException {
        int code =
                new Failures(console()).report(new IllegalStateException("odd\u001b[2J"), Optional.of(folder), false);
        assertThat(code).isEqualTo(1);
        assertThat(err.toString()).startsWith("internal error: odd").doesNotContain("\u001b", "at io.github");
        try (var files = Files.list(folder)) {
            assertThat(Files.readString(files.findFirst().orElseThrow())).contains("IllegalStateException: odd");
        }
    }

    @Test
    void plainProgressSpeaksEveryTenSeconds() {
        AtomicLong nanos = new AtomicLong();
        try (Progress progress = new ProgressLines(console(), nanos::get)) {
            Task task = new Task("films", List.of("text"), "label", List.of("bad", "good"), Metric.ACCURACY);
            progress.accept(new RunEvent.RunStarted(0, "films", 42, task, List.of(5), "cpu"));
            progress.accept(new RunEvent.SetAside(0, true, List.of("learner", "bert")));
            progress.accept(new RunEvent.SetAside(0, false, List.of()));
            progress.accept(new RunEvent.StageStarted(0, "matching", 100));
            for (int step = 1; step <= 100; step++) {
                nanos.addAndGet(250_000_000L);
                progress.accept(new RunEvent.Progress(0, "matching", step, 100, Map.of("loss", 0.5)));
            }
            progress.accept(new RunEvent.Warning(0, "matching", "odd\u001b[2J\nline"));
            progress.accept(new RunEvent.StageFinished(0, "matching", 25, 123_000_000));
        }
        assertThat(err.toString()).isEqualTo("""
            run films, seed 42, on cpu, labels bad, good
            moved aside, because the settings changed: the distilled sets, the scores of learner, the scores of bert
            matching: begins, 100 steps
            matching: 41/100 (41 %), 4.000/s, 15 s left, loss 0.5000
            matching: 81/100 (81 %), 4.000/s, 4.8 s left, loss 0.5000
            warning: matching: odd\uFFFD[2J line
            matching: done in 25 s, peak memory 123 MB
            """);
    }

    @Test
    void oldRunMakesRoom() throws IOException {
        Path run = Files.createDirectories(folder.resolve("run"));
        OldRuns.moveAside(run, List.of(), console());
        Files.createDirectories(run);
        OldRuns.moveAside(run, List.of(), console());
        assertThat(folder.resolve("run.old-1")).isDirectory();
        assertThat(folder.resolve("run.old-2")).isDirectory();
        assertThat(run).doesNotExist();
    }

    @Test
    void aRunThatIsBeingWorkedOnIsNotMovedAside() throws IOException {
        Path run = Files.createDirectories(folder.resolve("run"));
        try (RunLock lock = RunLock.of(run)) {
            assertThat(lock).isNotNull();
            assertThatThrownBy(() -> OldRuns.moveAside(run, List.of(), console()))
                    .isInstanceOf(InputException.class)
                    .hasMessageStartingWith(run + ": another process is working on this run");
        }
        assertThat(run).isDirectory();
    }

    @Test
    void argumentsAreQuotedForTheShell() {
        assertThat(ShellWords.of(List.of("run", "a b.yaml", "distil.dpc=[5]", "it's")))
                .isEqualTo("run 'a b.yaml' 'distil.dpc=[5]' 'it'\\''s'");
    }
}
