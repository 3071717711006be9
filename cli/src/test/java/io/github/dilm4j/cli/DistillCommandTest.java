package io.github.dilm4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dilm4j.hub.LocalHub;
import io.github.dilm4j.run.config.ExperimentConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DistillCommandTest {
    private static final List<String> LABELS =
            List.of("refund", "late delivery", "broken item", "praise", "account", "other, or none");
    private static final List<List<String>> WORDS = List.of(
            List.of("money", "back", "charged", "twice"),
            List.of("parcel", "weeks", "waiting", "courier"),
            List.of("cracked", "screen", "smashed", "box"),
            List.of("lovely", "thanks", "perfect", "great"),
            List.of("password", "login", "email", "locked"),
            List.of("hours", "shop", "question", "opening"));
    /** Smaller models and fewer steps than the command chooses. */
    private static final List<String> TINY = List.of(
            "device=cpu",
            "threads=1",
            "learner.create={vocabularySize: 200, layers: 1, hidden: 16, heads: 2, positions: 32, pretraining: {steps: 5}}",
            "learner.maxTokens=32",
            "generator.create={vocabularySize: 300, layers: 1, hidden: 32, heads: 2, positions: 48}",
            "generator.maxTokens=48",
            "languageModel.steps=80",
            "languageModel.learningRate=0.01",
            "selfTraining.candidates=20",
            "selfTraining.sets=2",
            "selfTraining.training.steps=2",
            "distil.sets=2",
            "distil.candidates=30",
            "evaluation.learnersPerSet=1",
            "evaluation.fullData.steps=3",
            "evaluation.training.steps=3");

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int dilm(List<String> arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return new Dilm(new Console(new PrintWriter(out), new PrintWriter(err), false, 100))
                .execute(arguments.toArray(String[]::new));
    }

    /** Writes 300 rows of six named labels. Texts are in quotes and have two lines. */
    private Path complaints() throws IOException {
        StringBuilder rows = new StringBuilder("ticket,message,category\n");
        for (int i = 0; i < 300; i++) {
            int label = i % LABELS.size();
            List<String> words = WORDS.get(label);
            rows.append(i)
                    .append(",\"")
                    .append(words.get(i / 6 % 4))
                    .append(" \"\"")
                    .append(words.get(i / 24 % 4))
                    .append("\"\",\n")
                    .append(words.get((i + i / 7) % 4))
                    .append(" number ")
                    .append(i)
                    .append("\",\"")
                    .append(LABELS.get(label))
                    .append("\"\n");
        }
        return Files.writeString(folder.resolve("complaints.csv"), rows);
    }

    private List<String> distill(Object data, Path run, String... more) {
        ArrayList<String> arguments = new ArrayList<>(
                List.of("distill", data.toString(), "--out", run.toString(), "--no-estimate", "--from-nothing"));
        arguments.addAll(List.of(more));
        arguments.addAll(TINY);
        return arguments;
    }

    @Test
    void aFileEndsInSetsATableAndAReport() throws IOException {
        Path data = complaints();
        Path run = folder.resolve("run");
        int code = dilm(distill(data, run, "--dpc", "2,3"));
        assertThat(code).as(err.toString()).isZero();
        assertThat(err.toString())
                .contains("taken from " + data + ": the text is [message] (--text), the label is [category] (--label),")
                .contains("split into 210 rows to distil, 30 to choose by, 60 to report on")
                .contains("warning: the learner is trained from scratch on these texts")
                .contains("warning: the generator is trained from scratch on these texts");
        List<String> printed = out.toString().lines().toList();
        assertThat(printed.subList(0, 2)).allMatch(line -> line.matches("dpc [23]: .*on the select split: written .*"));
        assertThat(out.toString())
                .contains("accuracy, %", "full data", "ridge", "k-centers", "report: " + run.resolve("report.html"))
                .contains("\nrefund:\n  ", "\nother, or none:\n  ", "\ndone in ");
        assertThat(Files.readAllLines(run.resolve("distilled.jsonl")))
                .hasSize(18)
                .allMatch(line -> line.contains("\"message\":"))
                .anyMatch(line -> line.contains("\"category\":\"late delivery\""));
        assertThat(Files.readAllLines(run.resolve("distilled-dpc2.jsonl"))).hasSize(12);
        assertThat(run.resolve("report.html")).exists();

        // the config runs as it is, and everything is already done
        assertThat(dilm(List.of("run", run.resolve("config.yaml").toString(), "--out", run.toString())))
                .as(err.toString())
                .isZero();
        assertThat(err.toString()).contains("skipped");

        // the same command resumes, and makes nothing again
        FileTime made = Files.getLastModifiedTime(run.resolve("results.json"));
        String before = Files.readString(run.resolve("distilled.jsonl"));
        assertThat(dilm(distill(data, run, "--dpc", "2,3"))).as(err.toString()).isZero();
        assertThat(Files.getLastModifiedTime(run.resolve("results.json"))).isEqualTo(made);
        assertThat(Files.readString(run.resolve("distilled.jsonl"))).isEqualTo(before);

        // a different request cannot use the folder
        assertThat(dilm(distill(data, run, "--dpc", "3"))).isEqualTo(2);
        assertThat(err.toString()).contains(run + ": holds a run of another request (--dpc was [2, 3] and is [3]);");
        Files.writeString(data, Files.readString(data).replace("number 7\"", "number seven\""));
        assertThat(dilm(distill(data, run, "--dpc", "2,3"))).isEqualTo(2);
        assertThat(err.toString()).contains("of another request (the contents of the data files);");
    }

    /** In a process of its own, whose environment names the hub. */
    @Test
    void aDataSetOfTheHubIsDistilledWithTheLabelNamesOfItsCard() throws Exception {
        String card = """
                ---
                dataset_info:
                  features:
                    - {name: ticket, dtype: int64}
                    - {name: message, dtype: string}
                    - name: category
                      dtype: {class_label: {names: {'0': refund, '1': broken}}}
                ---
                """;
        StringBuilder train = new StringBuilder();
        for (int i = 0; i < 120; i++) {
            train.append("{\"ticket\": ")
                    .append(i)
                    .append(", \"message\": \"")
                    .append(WORDS.get(i % 2).get(i / 2 % 4));
            train.append(" of number ")
                    .append(i)
                    .append("\", \"category\": ")
                    .append(i % 2)
                    .append("}\n");
        }
        Path run = folder.resolve("from-hub");
        Path output = folder.resolve("output");
        List<String> words = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-cp",
                System.getProperty("java.class.path"),
                Dilm.class.getName()));
        if (Runtime.version().feature() >= 24) { // as the launcher does
            words.add(1, "--enable-native-access=ALL-UNNAMED");
        }
        words.addAll(distill("hf://datasets/org/complaints", run, "--dpc", "2"));
        ProcessBuilder process =
                new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(output.toFile());
        try (LocalHub hub = new LocalHub("datasets/org/complaints")) {
            hub.with("README.md", card.getBytes(StandardCharsets.UTF_8), false)
                    .with("data/train.jsonl", train.toString().getBytes(StandardCharsets.UTF_8), true);
            process.environment()
                    .putAll(Map.of(
                            "HF_ENDPOINT",
                            hub.address().toString(),
                            "HF_HOME",
                            folder.resolve("hub").toString(),
                            "HF_HUB_OFFLINE",
                            "0"));
            int code = process.start().waitFor();
            assertThat(code).as(Files.readString(output)).isZero();
        }
        String printed = Files.readString(output);
        assertThat(printed.substring(0, printed.indexOf("taken from")).lines())
                .allMatch(line -> line.startsWith("WARNING: ")); // of a newer Java
        assertThat(output)
                .content()
                .contains(
                        "taken from hf://datasets/org/complaints: the text is [message] (--text), the label is [category]"
                                + " (--label), the labels are [refund, broken] (--labels)\n")
                .contains("broken:\n  ", "refund:\n  ", "report: ");
        assertThat(Files.readAllLines(run.resolve("distilled.jsonl")))
                .hasSize(4)
                .anyMatch(line -> line.contains("\"category\":\"broken\""));
    }

    @Test
    void aDryRunLooksAtEverythingAndWritesNothing() throws IOException {
        Path data = complaints();
        assertThat(dilm(distill(data, folder.resolve("run"), "--dry-run")))
                .as(err.toString())
                .isZero();
        assertThat(folder.resolve("run")).doesNotExist();
        ExperimentConfig config = ExperimentConfig.parse(out.toString(), folder, "printed", List.of());
        assertThat(config.task().labels()).containsExactlyInAnyOrderElementsOf(LABELS);
        assertThat(config.distil().dpc()).containsExactly(5, 10);
        assertThat(err.toString())
                .contains("the smallest label has 35 different texts to distil, so the sizes are [5, 10]");
        assertThat(dilm(distill(Path.of("path/to/reviews.csv"), folder.resolve("run"), "--dry-run")))
                .isEqualTo(2);
        assertThat(err.toString()).startsWith("path/to/reviews.csv: there is no such file for the data; give a .csv");
        Path taken = Files.createDirectories(folder.resolve("taken"));
        Files.writeString(taken.resolve("distilled-dpc5.jsonl"), "mine");
        err.getBuffer().setLength(0);
        assertThat(dilm(distill(data, taken, "--dry-run"))).isEqualTo(2);
        assertThat(err.toString())
                .isEqualTo(taken + ": holds distilled-dpc5.jsonl, which is not of this command; choose another folder"
                        + " with --out\n");
    }

    @Test
    void dataGivenToRunPointToDistill() throws IOException {
        Path data = complaints();
        assertThat(dilm(List.of("run", data.toString()))).isEqualTo(2);
        assertThat(err.toString())
                .isEqualTo(data + ": is a file of data, not a config; './dilm distill " + data
                        + "' makes a config for it\n");
    }

    @Test
    void withoutArgumentsTheHelpIsPrinted() {
        assertThat(dilm(List.of())).isZero();
        assertThat(out.toString()).contains("Usage: ./dilm", "distill", "demo");
        assertThat(err.toString()).isEmpty();
    }
}
