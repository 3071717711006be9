package io.github.dilm4j.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dilm4j.base.Json;
import io.github.dilm4j.data.Metric;
import io.github.dilm4j.data.Task;
import io.github.dilm4j.run.Manifest;
import io.github.dilm4j.run.Results;
import io.github.dilm4j.run.Results.LearnerScore;
import io.github.dilm4j.run.Results.Scores;
import io.github.dilm4j.run.RunEvent;
import io.github.dilm4j.run.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TransferSectionTest {
    private static final Task TASK =
            new Task("films", List.of("text"), "label", List.of("bad", "good"), Metric.ACCURACY);

    @TempDir
    private Path root;

    private RunRecord run(List<Scores> scores) throws IOException {
        RunFolder folder = new RunFolder(root);
        Files.writeString(
                folder.events(),
                Json.line(new RunEvent.RunStarted(1, "films", 7, TASK, List.of(5, 10), "cpu")) + "\n"
                        + Json.line(new RunEvent.ModelAsked(2, "evaluation", "<judge>", 40, 2, 9000, 80, 0.5)) + "\n");
        new Results(TASK, new Results.ReportSplit("test.tsv", 100, 0.5), List.of(), scores, List.of())
                .write(folder.results());
        new Manifest(
                        "dilm4j 1.2",
                        Manifest.Platform.current("cpu", "float32", 2),
                        Map.of(),
                        7,
                        "c0",
                        List.of(),
                        List.of(),
                        List.of(new Manifest.Served(
                                "candidates", "http://localhost/v1", "writer", "chat", "write", Map.of())),
                        List.of(new Manifest.StageRecord("evaluation", 1800, 1000, true)))
                .write(folder.manifest());
        return RunRecord.read(folder);
    }

    private static Scores scores(String learner, String method, int dpc, double... means) {
        List<LearnerScore> runs = new ArrayList<>();
        for (int set = 0; set < means.length; set++) {
            runs.add(new LearnerScore(set, 0, means[set], 1));
        }
        return new Scores(learner, method, dpc, runs);
    }

    @Test
    void theMatrixHoldsTheMeansOfTheLargestSetsByLearner() throws IOException {
        TransferSection section = TransferSection.of(run(List.of(
                scores(Results.LEARNER, "dilm", 5, 0.9),
                scores(Results.LEARNER, "random", 10, 0.5, 0.6),
                scores(Results.LEARNER, "dilm", 10, 0.7, 0.8),
                scores("roberta", "random", 10, 0.65),
                scores("roberta", "dilm", 10, 0.6),
                scores("gpt2, in context", "dilm", 10, 0.4))));

        assertThat(section.dpc()).isEqualTo(10);
        assertThat(section.methods()).containsExactly("Random", "DiLM");
        assertThat(section.rows())
                .containsExactly(
                        new TransferSection.Row(
                                "Learner of the run",
                                true,
                                List.of(
                                        new TransferSection.Cell("55.0", false),
                                        new TransferSection.Cell("75.0", true))),
                        new TransferSection.Row(
                                "roberta",
                                false,
                                List.of(
                                        new TransferSection.Cell("65.0", true),
                                        new TransferSection.Cell("60.0", false))),
                        new TransferSection.Row(
                                "gpt2, in context",
                                false,
                                List.of(new TransferSection.Cell("", false), new TransferSection.Cell("40.0", true))));
        assertThat(Report.write(root)).content().contains("<section id=\"transfer\">", "href=\"#transfer\"");
    }

    @Test
    void aSingleLearnerNeedsNoMatrix() throws IOException {
        RunRecord run = run(List.of(scores(Results.LEARNER, "dilm", 10, 0.7)));
        assertThat(TransferSection.of(run).rows()).isEmpty();
        assertThat(Report.write(root)).content().doesNotContain("transfer\"");
    }

    @Test
    void costEnergyAndCitationAreTold() throws IOException {
        RunRecord run = run(List.of(scores(Results.LEARNER, "dilm", 10, 0.7)));
        StageSection cost = StageSection.of(run);
        assertThat(cost.energy()).isEqualTo("Energy, roughly: 10.00 Wh, taken as 10 W for each of 2 threads.");
        assertThat(cost.asked())
                .containsExactly(new StageSection.Asked(
                        "Evaluation",
                        "<judge>",
                        "40 requests, 2 more from the cache, 9000 tokens sent, 80 received, cost 0.5000"));
        assertThat(RepeatSection.of(run).citation()).contains("  title = {dilm4j 1.2},\n");
        assertThat(Report.write(root))
                .content()
                .contains("Evaluation asked <bdi>&lt;judge&gt;</bdi>: 40 requests", "writer at http://localhost/v1");
    }
}
