package io.github.dilm4j.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.dilm4j.base.Json;
import io.github.dilm4j.run.EventLog;
import io.github.dilm4j.run.EventSink;
import io.github.dilm4j.run.Results;
import io.github.dilm4j.run.RunEvent;
import io.github.dilm4j.run.RunFolder;
import io.github.dilm4j.run.Stage;
import io.github.dilm4j.run.StopRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs whole experiments in which each set is the best of several on the select split. */
class BestOfTest {
    private static final int SETS = 2;
    private static final int BEST_OF = 3;
    private static final List<String> METHODS = List.of("random", "k-centers");

    @TempDir
    private Path folder;

    @Test
    void everySetIsTheBestOfItsOwnProposals() throws IOException {
        RunFolder run = new RunFolder(TinyRun.run(folder, with()));
        for (String method : METHODS) {
            for (int set = 0; set < SETS; set++) {
                assertThat(run.distilled(method, 2, set))
                        .hasSameBinaryContentAs(run.proposal(method, 2, best(run, method, set)));
            }
            assertThat(run.distilled(method, 2, SETS)).doesNotExist();
        }
        Results results = Results.read(run.results());
        assertThat(results.scores())
                .hasSize(METHODS.size())
                .allSatisfy(scores -> assertThat(scores.learnerScores()).hasSize(SETS));
        List<RunEvent> events = EventLog.read(run.events());
        assertThat(events)
                .as("results do not include scores on the select split")
                .filteredOn(RunEvent.LearnerEvaluated.class::isInstance)
                .hasSize(METHODS.size() * SETS);
        assertThat(events)
                .filteredOn(event -> event instanceof RunEvent.Progress p
                        && p.stage().equals(Stage.CHOICE.label())
                        && p.step() == p.totalSteps())
                .singleElement()
                .isInstanceOfSatisfying(
                        RunEvent.Progress.class,
                        last -> assertThat(last.step()).isEqualTo((long) METHODS.size() * SETS * BEST_OF));
    }

    @Test
    void theProposalsAreTheSetsOfARunWithoutChoice(@TempDir Path other) {
        RunFolder run = new RunFolder(TinyRun.run(folder, with()));
        RunFolder plain = new RunFolder(TinyRun.run(other, with("distil.bestOf=1", "distil.sets=" + SETS * BEST_OF)));
        assertThat(plain.proposalScores()).doesNotExist();
        for (String method : METHODS) {
            for (int number = 0; number < SETS * BEST_OF; number++) {
                assertThat(run.proposal(method, 2, number)).hasSameBinaryContentAs(plain.distilled(method, 2, number));
            }
        }
    }

    @Test
    void aRunThatIsStoppedInTheChoiceEndsInTheSameBytes(@TempDir Path other) {
        StopRequest stop = new StopRequest();
        EventSink stopping = TinyRun.stopAfter(Stage.CHOICE, 4, stop);
        assertThatThrownBy(() -> TinyRun.run(folder, stop, stopping, with()))
                .isInstanceOf(StopRequest.StoppedException.class);
        RunFolder run = new RunFolder(TinyRun.run(folder, with()));
        RunFolder whole = new RunFolder(TinyRun.run(other, with()));
        assertThat(run.proposalScores()).hasSameBinaryContentAs(whole.proposalScores());
        assertThat(run.results()).hasSameBinaryContentAs(whole.results());
    }

    @Test
    void otherTrainingChoosesAgainAmongTheSameProposals(@TempDir Path other) {
        RunFolder run = new RunFolder(TinyRun.run(folder, with()));
        String[] changed = with("evaluation.training.steps=3");
        Experiment again =
                new Experiment(TinyRun.config(folder, changed), run.root(), EventSink.NONE, new StopRequest());
        assertThatThrownBy(again::run).hasMessageContaining("which voids the stages from 'choice' on");
        again.redo();
        Path aside = run.setAside(1);
        assertThat(aside.resolve("select-scores-proposals.jsonl")).exists();
        assertThat(aside.resolve("distilled/k-centers-dpc2-set1.jsonl")).exists();
        assertThat(aside.resolve("distilled/proposals")).doesNotExist();
        RunFolder whole = new RunFolder(TinyRun.run(other, changed));
        assertThat(run.proposalScores()).hasSameBinaryContentAs(whole.proposalScores());
        assertThat(run.results()).hasSameBinaryContentAs(whole.results());
    }

    @Test
    void moreSetsKeepTheScoresOfTheirProposals(@TempDir Path other) {
        RunFolder run = new RunFolder(TinyRun.run(folder, with()));
        String[] more = with("distil.sets=" + (SETS + 1));
        new Experiment(TinyRun.config(folder, more), run.root(), EventSink.NONE, new StopRequest()).redo();
        assertThat(run.setAside(1).resolve("distilled")).doesNotExist();
        RunFolder whole = new RunFolder(TinyRun.run(other, more));
        assertThat(run.proposalScores()).hasSameBinaryContentAs(whole.proposalScores());
        assertThat(run.results()).hasSameBinaryContentAs(whole.results());
    }

    @Test
    void aChoiceNeedsASelectSplit() {
        assertThatThrownBy(() -> TinyRun.config(folder, with("data.selectPerLabel=0")))
                .hasMessageContaining(
                        "data.selectPerLabel must be positive for distil.bestOf: sets are chosen by examples"
                                + " held out of training, got 0");
    }

    @Test
    void proposalsThatCannotBeCountedAreRefused() {
        assertThatThrownBy(() -> TinyRun.config(folder, with("distil.sets=100000", "distil.bestOf=100000")))
                .hasMessageContaining("distil.sets times distil.bestOf must be at most 2147483647, got 10000000000");
    }

    private static String[] with(String... more) {
        List<String> settings = new ArrayList<>(List.of(
                "evaluation.methods=" + METHODS,
                "evaluation.training={steps: 6, learningRate: 0.05}",
                "distil.sets=" + SETS,
                "distil.bestOf=" + BEST_OF));
        settings.addAll(List.of(more));
        return settings.toArray(String[]::new);
    }

    /**
     * Returns the number of the proposal with the highest score; among equal scores, the one with the smallest loss.
     */
    private static int best(RunFolder run, String method, int set) throws IOException {
        int best = -1;
        double score = -1;
        double loss = 0;
        for (String line : Files.readAllLines(run.proposalScores())) {
            JsonNode scored = Json.STRICT.readTree(line);
            int number = scored.path("set").intValue();
            if (!scored.path("method").textValue().equals(method) || number / BEST_OF != set) {
                continue;
            }
            double its = scored.path("score").doubleValue();
            double itsLoss = scored.path("loss").doubleValue();
            if (its > score || (its == score && itsLoss < loss)) {
                best = number;
                score = its;
                loss = itsLoss;
            }
        }
        return best;
    }
}
