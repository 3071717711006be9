package io.github.dilm4j.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.Json;
import io.github.dilm4j.base.Sha256;
import io.github.dilm4j.data.Metric;
import io.github.dilm4j.data.Task;
import io.github.dilm4j.run.Results.LearnerScore;
import io.github.dilm4j.run.Results.Scores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunRecordsTest {
    @TempDir
    Path folder;

    private static Manifest manifest() {
        return new Manifest(
                "dilm4j 0.1.0",
                Manifest.Platform.current("cpu", "float32", 2),
                Map.of("pytorch", "2.13.0", "openblas", "0.3.31"),
                7,
                Sha256.of("config"),
                List.of(new Manifest.Input("data.fit", "train.tsv", 5, Sha256.of("x"))),
                List.of(new Manifest.Model("learner", "models/bert", Map.of("z", "2", "a", "1"))),
                List.of(new Manifest.Served(
                        "candidates", "http://localhost/v1", "tiny", "chat", "write", Map.of("count", "12"))),
                List.of(new Manifest.StageRecord("repsets", 1.5, 100, true)));
    }

    @Test
    void aManifestIsReadBackAsWrittenWithSortedKeys() throws IOException {
        Path file = folder.resolve("manifest.json");
        manifest().write(file);
        assertThat(Manifest.read(file)).isEqualTo(manifest());
        assertThat(Files.readString(file)).containsSubsequence("\"openblas\"", "\"pytorch\"", "\"a\" :", "\"z\" :");
    }

    @Test
    void aManifestWithoutServedModelsIsOneOfAnOlderVersion() throws IOException {
        Path file = folder.resolve("manifest.json");
        manifest().write(file);
        ObjectNode old = Json.read(file, ObjectNode.class);
        old.remove("served");
        Files.writeString(file, Json.pretty(old));
        assertThat(Manifest.read(file).served()).isEmpty();
        assertThat(Manifest.read(file).models()).isEqualTo(manifest().models());
    }

    @Test
    void aStageIsReplacedInItsPlaceOrAdded() {
        Manifest.StageRecord again = new Manifest.StageRecord("repsets", 3, 200, true);
        Manifest.StageRecord next = new Manifest.StageRecord("matching", 3, 200, false);
        assertThat(manifest().with(next).with(again).stages()).containsExactly(again, next);
    }

    @Test
    void resultsAreReadBackAsWritten() throws IOException {
        Results results = new Results(
                new Task("sst2", List.of("sentence"), "label", List.of("bad", "good"), Metric.ACCURACY),
                new Results.ReportSplit("dev.tsv", 872, 0.5),
                List.of(new Scores(
                        Results.LEARNER,
                        "dilm",
                        5,
                        List.of(new LearnerScore(0, 0, 0.5, 1), new LearnerScore(0, 1, 0.7, Double.NaN)))),
                List.of(new Results.Texts("bad", 21, 6, 5, 4, 3, 2)));
        Path file = folder.resolve("results.json");
        results.write(file);
        assertThat(Results.read(file)).isEqualTo(results);
        byte[] first = Files.readAllBytes(file);
        Results.read(file).write(file);
        assertThat(Files.readAllBytes(file)).isEqualTo(first);
    }

    private static final String OLD = """
            {
              "task" : {"name": "sst2", "textFields": ["sentence"], "labelField": "label", "labels": ["bad", "good"],
                        "metric": "ACCURACY"},
              "reportSplit" : {"path": "dev.tsv", "examples": 872},
              "scores" : [
                {"method": "random", "dpc": 5, "summary": {"mean": 0.55, "sd": 0.07, "n": 4}, "runs": [
                  {"set": 0, "learner": 0, "score": 0.6, "loss": 1.0}, {"set": 0, "learner": 1, "score": 0.6, "loss": 1.0},
                  {"set": 1, "learner": 0, "score": 0.5, "loss": 1.0}, {"set": 1, "learner": 1, "score": 0.5, "loss": 1.0}]},
                {"method": "dilm", "dpc": 5, "summary": {"mean": 0.75, "sd": 0.07, "n": 4}, "runs": [
                  {"set": 0, "learner": 0, "score": 0.7, "loss": 1.0}, {"set": 0, "learner": 1, "score": 0.7, "loss": 1.0},
                  {"set": 1, "learner": 0, "score": 0.8, "loss": 1.0}, {"set": 1, "learner": 1, "score": 0.8, "loss": 1.0}]}],
              "comparisons" : [{"method": "random", "dpc": 5, "difference": 0.2, "low": 0.1, "high": 0.3, "p": 0.003}],
              "texts" : []
            }
            """;

    @Test
    void oldResultsAreReadAndComparedAnewSetBySet() throws IOException {
        Path file = Files.writeString(folder.resolve("results.json"), OLD);
        Results results = Results.read(file);
        assertThat(results.scores().get(0).summary().mean()).isEqualTo(0.55, within(1e-12));
        assertThat(results.comparisons()).singleElement().satisfies(difference -> {
            assertThat(difference.method()).isEqualTo("random");
            assertThat(difference.sets()).isEqualTo(2);
            assertThat(difference.otherSets()).isEqualTo(2);
            assertThat(difference.comparison().pValue())
                    .isEqualTo(0.1055728090000841, within(1e-9)); // 1 - t / √(t² + 2)
        });
        assertThat(results.atChance(Results.LEARNER, 5)).isFalse(); // unknown
        results.write(file);
        assertThat(Files.readString(file)).contains("\"summary\" : {", "\"otherSets\" : 2,", "\"pValue\" : 0.10557");
    }

    @Test
    void pValuesAreCorrectedForTheComparisonsWithTheSameLearner() throws IOException {
        List<Scores> scores = List.of(
                scores("learner", "random", 5, 0.5, 0.6),
                scores("learner", "dilm", 5, 0.7, 0.8),
                scores("learner", "random", 10, 0.5, 0.8),
                scores("learner", "dilm", 10, 0.6, 0.9),
                scores("other", "random", 5, 0.5, 0.6),
                scores("other", "dilm", 5, 0.7, 0.8));
        Task task = new Task("sst2", List.of("sentence"), "label", List.of("bad", "good"), Metric.ACCURACY);
        Results results = new Results(task, new Results.ReportSplit("dev.tsv", 872, 0.5), scores, List.of());
        double p = results.comparisons().get(0).comparison().pValue();
        double more = results.comparisons().get(1).comparison().pValue();
        assertThat(p).isLessThan(more);
        assertThat(results.comparisons())
                .extracting(Results.Difference::correctedPValue)
                .containsExactly(2 * p, more, p);
        Path file = folder.resolve("results.json");
        results.write(file);
        assertThat(Files.readString(file)).containsSubsequence("\"pValue\" : ", "\"correctedPValue\" : ");
        assertThat(Results.read(file)).isEqualTo(results);
    }

    @Test
    void setsOfOneSeedAreAlsoComparedInPairs() throws IOException {
        Task task = new Task("sst2", List.of("sentence"), "label", List.of("bad", "good"), Metric.ACCURACY);
        Scores three = new Scores(
                "learner",
                "herding",
                5,
                List.of(
                        new LearnerScore(0, 0, 0.5, 1),
                        new LearnerScore(1, 0, 0.6, 1),
                        new LearnerScore(2, 0, 0.7, 1)));
        List<Scores> scores =
                List.of(scores("learner", "random", 5, 0.50, 0.62), three, scores("learner", "dilm", 5, 0.60, 0.70));
        Results results = new Results(task, new Results.ReportSplit("dev.tsv", 872, 0.5), scores, List.of());
        assertThat(results.comparisons())
                .satisfiesExactly(
                        random -> {
                            Results.Paired paired = random.paired().orElseThrow();
                            assertThat(paired.comparison().difference()).isEqualTo(0.09, within(1e-12));
                            assertThat(paired.comparison().pValue())
                                    .isLessThan(random.comparison().pValue());
                            assertThat(paired.pairsForOnePoint()).isEqualTo(18);
                        },
                        herding -> assertThat(herding.paired()).isEmpty());
        Path file = folder.resolve("results.json");
        results.write(file);
        assertThat(Files.readString(file))
                .containsSubsequence("\"interval\"", "\"pairedTest\" : {", "\"pairsForOnePoint\" : 18");
        assertThat(Results.read(file)).isEqualTo(results);
    }

    /** Returns the scores of two sets with one learner each. */
    private static Scores scores(String learner, String method, int dpc, double first, double second) {
        return new Scores(
                learner, method, dpc, List.of(new LearnerScore(0, 0, first, 1), new LearnerScore(1, 0, second, 1)));
    }

    @Test
    void withoutSpreadThereIsNoComparison() {
        Task task = new Task("sst2", List.of("sentence"), "label", List.of("bad", "good"), Metric.ACCURACY);
        Results.ReportSplit split = new Results.ReportSplit("dev.tsv", 872, 0.5);
        List<Scores> scores = List.of(
                scores("learner", "random", 5, 0.5, 0.5),
                scores("learner", "herding", 5, 0.5, 0.6),
                scores("learner", "dilm", 5, 0.7, 0.7));
        assertThat(new Results(task, split, scores, List.of()).comparisons())
                .extracting(Results.Difference::method)
                .containsExactly("herding");
    }

    @Test
    void aSetThatIsDrawnAgainIsToldAsOneAndItsLearnersAreCompared() {
        Task task = new Task("sst2", List.of("sentence"), "label", List.of("bad", "good"), Metric.ACCURACY);
        List<LearnerScore> runs = List.of(new LearnerScore(0, 0, 0.5, 1), new LearnerScore(1, 0, 0.6, 1));
        Scores centers = new Scores(Results.LEARNER, "k-centers", 5, 1, runs);
        Results results = new Results(
                task,
                new Results.ReportSplit("dev.tsv", 872, 0.5),
                List.of(centers, scores("learner", "dilm", 5, 0.7, 0.8)),
                List.of());
        assertThat(centers.draws()).isEqualTo(2);
        assertThat(results.comparisons()).singleElement().satisfies(difference -> {
            assertThat(difference.sets()).isEqualTo(2);
            assertThat(difference.otherSets()).isEqualTo(1);
            assertThat(difference.comparison().difference()).isEqualTo(0.2, within(1e-12));
        });
    }

    @Test
    void nothingIsLearnedWhereNoMethodIsAboveChance() {
        Task task = new Task("sst2", List.of("sentence"), "label", List.of("bad", "good"), Metric.ACCURACY);
        List<Scores> scores = List.of(
                scores("learner", "random", 5, 0.50, 0.53),
                scores("learner", "dilm", 5, 0.51, 0.52),
                scores("learner", "random", 10, 0.50, 0.53),
                scores("learner", "dilm", 10, 0.55, 0.56));
        Results results = new Results(task, new Results.ReportSplit("dev.tsv", 872, 0.5), scores, List.of());
        assertThat(results.atChance("learner", 5)).isTrue();
        assertThat(results.atChance("learner", 10)).isFalse();
    }

    @Test
    void withOneSetThereIsNoComparison() {
        Scores dilm = new Scores(
                Results.LEARNER, "dilm", 5, List.of(new LearnerScore(0, 0, 0.7, 1), new LearnerScore(0, 1, 0.8, 1)));
        Scores random = new Scores(
                Results.LEARNER, "random", 5, List.of(new LearnerScore(0, 0, 0.5, 1), new LearnerScore(1, 0, 0.6, 1)));
        Results.ReportSplit split = new Results.ReportSplit("dev.tsv", 872, 0.5);
        Task task = new Task("sst2", List.of("sentence"), "label", List.of("bad", "good"), Metric.ACCURACY);
        assertThat(new Results(task, split, List.of(random, dilm), List.of()).comparisons())
                .isEmpty();
    }

    @Test
    void sha256AgreesWithThePublishedVectorsAndAcrossTheBuffer() throws IOException {
        assertThat(Sha256.of("abc")).isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        String million = "a".repeat(1_000_000);
        assertThat(Sha256.of(Files.writeString(folder.resolve("a"), million)))
                .isEqualTo("cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
        assertThatThrownBy(() -> Sha256.of(folder.resolve("none")))
                .isInstanceOf(InputException.class)
                .hasMessage(folder.resolve("none") + ": there is no such file; check the path");
    }

    @Test
    void peakMemoryReadsTheSystemsFigure() throws IOException {
        Files.writeString(folder.resolve("status"), "Name:\tjava\nVmHWM:\t    2048 kB\nVmRSS:\t 1 kB\n");
        Files.writeString(folder.resolve("clear_refs"), "");
        PeakMemory memory = new PeakMemory(folder);
        assertThat(memory.bytes()).isEqualTo(2048 * 1024);
        memory.reset();
        assertThat(folder.resolve("clear_refs")).hasContent("5");
    }

    @Test
    void peakMemoryOfThisProcessAndWithoutProcIsPlausible() {
        PeakMemory real = new PeakMemory();
        real.reset();
        assertThat(real.bytes()).isGreaterThan(1 << 20);
        assertThat(new PeakMemory(folder.resolve("none")).bytes()).isGreaterThan(1 << 20);
    }
}
