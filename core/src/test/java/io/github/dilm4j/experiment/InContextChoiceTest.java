package io.github.dilm4j.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.dilm4j.base.Json;
import io.github.dilm4j.run.EventLog;
import io.github.dilm4j.run.EventSink;
import io.github.dilm4j.run.RunEvent;
import io.github.dilm4j.run.RunFolder;
import io.github.dilm4j.run.Stage;
import io.github.dilm4j.run.StopRequest;
import io.github.dilm4j.run.config.ExperimentConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs in which a language model that reads the proposals as demonstrations chooses among them. */
class InContextChoiceTest {
    private static final int SETS = 2;
    private static final int BEST_OF = 3;
    private static final int SHUFFLES = 2;

    @TempDir
    private static Path models;

    private static Path judge;

    @TempDir
    private Path folder;

    @BeforeAll
    static void makeAModel() {
        judge = TinyRun.languageModel(models);
    }

    @Test
    void everySetIsTheProposalWithTheBestMeanOverTheOrders() throws IOException {
        RunFolder run = new RunFolder(TinyRun.run(folder, with()));
        List<JsonNode> lines = lines(run);
        assertThat(lines).hasSize(SETS * BEST_OF * SHUFFLES);
        for (int set = 0; set < SETS; set++) {
            assertThat(run.distilled("random", 2, set))
                    .hasSameBinaryContentAs(run.proposal("random", 2, best(lines, set)));
        }
        List<RunEvent> events = EventLog.read(run.events());
        assertThat(events)
                .filteredOn(event -> event instanceof RunEvent.StageStarted started
                        && started.stage().equals(Stage.CHOICE.label()))
                .singleElement()
                .isInstanceOfSatisfying(
                        RunEvent.StageStarted.class,
                        started -> assertThat(started.totalSteps()).isEqualTo(SETS * BEST_OF * SHUFFLES));
        assertThat(events)
                .filteredOn(event -> event instanceof RunEvent.Progress p
                        && p.stage().equals(Stage.CHOICE.label())
                        && p.step() == p.totalSteps())
                .singleElement()
                .isInstanceOfSatisfying(
                        RunEvent.Progress.class, last -> assertThat(last.step()).isEqualTo(SETS * BEST_OF * SHUFFLES));
        assertThat(events)
                .as("only the evaluation's scores are results")
                .filteredOn(RunEvent.OtherLearnerEvaluated.class::isInstance)
                .hasSize(SETS * SHUFFLES);
    }

    /** The evaluation answers for the same rows as the choice here, so that the best score comes again. */
    @Test
    void aKeptOrderIsThatOfTheBestMeasurement() throws IOException {
        RunFolder run = new RunFolder(TinyRun.run(
                folder,
                with("evaluation.inContext.keepOrder=true", "data.select=[test.tsv]", "data.selectPerLabel=0")));
        List<JsonNode> lines = lines(run);
        assertThat(lines).hasSize(SETS * BEST_OF * SHUFFLES);
        List<JsonNode> evaluated = lines(run.inContextScores(0));
        assertThat(evaluated).hasSize(SETS);
        for (int set = 0; set < SETS; set++) {
            JsonNode best = ofSet(lines, set).max(BY_WORTH).orElseThrow();
            assertThat(evaluated.get(set).path("score").doubleValue())
                    .isEqualTo(best.path("score").doubleValue());
            assertThat(evaluated.get(set).path("loss").doubleValue())
                    .isCloseTo(best.path("loss").doubleValue(), within(1e-6));
            assertThat(Files.readAllLines(run.distilled("random", 2, set)))
                    .containsExactlyInAnyOrderElementsOf(Files.readAllLines(
                            run.proposal("random", 2, best.path("set").intValue())));
        }
        assertThat(lines.stream().map(line -> line.path("loss").doubleValue()).distinct())
                .as("the orders differ")
                .hasSizeGreaterThan(SETS * BEST_OF);
    }

    @Test
    void theModelAnswersForAtMost200RowsOfTheSelectSplit() throws IOException {
        RunFolder run = new RunFolder(TinyRun.run(
                folder, with("data.selectPerLabel=110", "distil.sets=1", "evaluation.inContext.shuffles=1")));
        assertThat(lines(run))
                .hasSize(BEST_OF)
                .allSatisfy(line -> assertThat(rowsByLabel(line)).containsExactly(100, 100));
    }

    @Test
    void theReportSplitPlaysNoPart(@TempDir Path other) throws IOException {
        RunFolder run = new RunFolder(TinyRun.run(folder, with()));
        ExperimentConfig config = TinyRun.config(other, with());
        Files.writeString(
                other.resolve("test.tsv"), "sentence\tlabel\nrare and good end\tnegative\nslow joke\tpositive\n");
        RunFolder changed = new RunFolder(other.resolve("run"));
        new Experiment(config, changed.root(), EventSink.NONE, new StopRequest()).run();
        assertThat(changed.proposalScores()).hasSameBinaryContentAs(run.proposalScores());
        for (int set = 0; set < SETS; set++) {
            assertThat(changed.distilled("random", 2, set)).hasSameBinaryContentAs(run.distilled("random", 2, set));
        }
        assertThat(changed.inContextScores(0)).content().isNotEqualTo(Files.readString(run.inContextScores(0)));
    }

    @Test
    void aRunThatIsStoppedInTheChoiceEndsInTheSameBytes(@TempDir Path other) throws IOException {
        StopRequest stop = new StopRequest();
        EventSink stopping = TinyRun.stopAfter(Stage.CHOICE, 5, stop);
        assertThatThrownBy(() -> TinyRun.run(folder, stop, stopping, with()))
                .isInstanceOf(StopRequest.StoppedException.class);
        RunFolder run = new RunFolder(folder.resolve("run"));
        String begun = Files.readString(run.proposalScores());
        assertThat(begun).hasLineCount(5);
        TinyRun.run(folder, with());
        RunFolder whole = new RunFolder(TinyRun.run(other, with()));
        assertThat(run.proposalScores()).content().startsWith(begun);
        assertThat(run.proposalScores()).hasSameBinaryContentAs(whole.proposalScores());
        assertThat(run.results()).hasSameBinaryContentAs(whole.results());
    }

    @Test
    void anotherJudgeChoosesAgainAmongTheSameProposals(@TempDir Path other) {
        RunFolder run = new RunFolder(TinyRun.run(folder, with("distil.bestOfBy=learner")));
        Experiment again =
                new Experiment(TinyRun.config(folder, with()), run.root(), EventSink.NONE, new StopRequest());
        assertThatThrownBy(again::run)
                .hasMessageContaining(
                        "(distil.bestOfBy: \"learner\" became \"inContext\"), which voids the stages from 'choice' on");
        again.redo();
        assertThat(run.setAside(1).resolve("select-scores-proposals.jsonl")).exists();
        assertThat(run.setAside(1).resolve("distilled/random-dpc2-set1.jsonl")).exists();
        assertThat(run.setAside(1).resolve("distilled/proposals")).doesNotExist();
        RunFolder whole = new RunFolder(TinyRun.run(other, with()));
        assertThat(run.proposalScores()).hasSameBinaryContentAs(whole.proposalScores());
        assertThat(run.results()).hasSameBinaryContentAs(whole.results());
    }

    /** What the choice does not read changes the evaluation alone. */
    @ParameterizedTest
    @CsvSource({
        "inContext, evaluation.inContext.shuffles=3, CHOICE",
        "inContext, evaluation.inContext.keepOrder=true, CHOICE",
        "inContext, evaluation.inContext.calibrated=true, CHOICE",
        "inContext, evaluation.inContext.maxTokens=64, CHOICE",
        "inContext, evaluation.inContext.weights=kept, CHOICE",
        "inContext, 'evaluation.inContext.models=[other]', CHOICE",
        "inContext, 'evaluation.inContext.models=[other, JUDGE]', CHOICE",
        "inContext, 'evaluation.inContext.models=[JUDGE, other]', EVALUATION",
        "inContext, 'evaluation.inContext.served=[{url: \"http://localhost:1/v1\", model: m}]', EVALUATION",
        "inContext, evaluation.training.steps=3, EVALUATION",
        "learner, evaluation.training.steps=3, CHOICE",
        "learner, evaluation.inContext.shuffles=3, EVALUATION",
        "learner, evaluation.inContext.keepOrder=true, EVALUATION",
        "learner, 'evaluation.inContext.models=[]', EVALUATION",
        "inContext, distil.bestOf=4, SELECTION",
    })
    void aRedoRepeatsTheChoiceOnlyIfItReadsTheSetting(String by, String changed, Stage first) throws IOException {
        RunFolder run = new RunFolder(folder.resolve("run"));
        Files.createDirectories(run.root());
        Files.writeString(run.manifest(), "{}");
        ConfigGuard guard = new ConfigGuard(run);
        guard.write(TinyRun.config(folder, with("distil.bestOfBy=" + by)));
        ExperimentConfig now =
                TinyRun.config(folder, with("distil.bestOfBy=" + by, changed.replace("JUDGE", judge.toString())));
        assertThat(guard.admit(now, true).orElseThrow().stages().iterator().next())
                .isEqualTo(first);
    }

    private static String[] with(String... more) {
        List<String> settings = new ArrayList<>(List.of(
                "evaluation.methods=[random]",
                "evaluation.inContext={models: ['" + judge + "'], shuffles: " + SHUFFLES + ", maxTokens: 128}",
                "distil.sets=" + SETS,
                "distil.bestOf=" + BEST_OF,
                "distil.bestOfBy=inContext"));
        settings.addAll(List.of(more));
        return settings.toArray(String[]::new);
    }

    private static List<JsonNode> lines(RunFolder run) throws IOException {
        return lines(run.proposalScores());
    }

    private static List<JsonNode> lines(Path file) throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            lines.add(Json.STRICT.readTree(line));
        }
        return lines;
    }

    private static List<Integer> rowsByLabel(JsonNode line) {
        List<Integer> rows = new ArrayList<>();
        for (JsonNode gold : line.path("confusion")) {
            rows.add(gold.get(0).intValue() + gold.get(1).intValue());
        }
        return rows;
    }

    private static final Comparator<JsonNode> BY_WORTH = Comparator.comparingDouble(
                    (JsonNode line) -> line.path("score").doubleValue())
            .thenComparing(line -> -line.path("loss").doubleValue());

    /** The measurements of the set's proposals. */
    private static Stream<JsonNode> ofSet(List<JsonNode> lines, int set) {
        return lines.stream().filter(line -> line.path("set").intValue() / BEST_OF == set);
    }

    /** Returns the number of the set's proposal with the highest mean score, and the smallest mean loss among equals. */
    private static int best(List<JsonNode> lines, int set) {
        int best = -1;
        for (int number : IntStream.range(set * BEST_OF, (set + 1) * BEST_OF).toArray()) {
            double ahead = best < 0 ? 1 : mean(lines, number, "score") - mean(lines, best, "score");
            if (ahead > 0 || (ahead == 0 && mean(lines, number, "loss") < mean(lines, best, "loss"))) {
                best = number;
            }
        }
        return best;
    }

    private static double mean(List<JsonNode> lines, int number, String value) {
        return lines.stream()
                .filter(line -> line.path("set").intValue() == number)
                .mapToDouble(line -> line.path(value).doubleValue())
                .average()
                .orElseThrow();
    }
}
