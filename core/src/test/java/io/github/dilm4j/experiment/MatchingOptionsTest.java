package io.github.dilm4j.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.dilm4j.run.EventLog;
import io.github.dilm4j.run.EventSink;
import io.github.dilm4j.run.Manifest;
import io.github.dilm4j.run.RunEvent;
import io.github.dilm4j.run.RunFolder;
import io.github.dilm4j.run.Stage;
import io.github.dilm4j.run.StopRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the options of matching, in runs that differ only in them. */
class MatchingOptionsTest {
    private static final int STEPS = 6;
    private static final String WEIGHTS = "generator/model.safetensors";
    private static final String FRESH = "trajectories.mode=fresh";

    @TempDir
    private static Path folder;

    private static Path models;
    private static Path bank;
    private static Path fresh;

    @BeforeAll
    static void runWithDefaults() {
        models = TinyRun.run(folder.resolve("models"));
        bank = match("bank");
        fresh = match("fresh", FRESH);
        assertThat(cosines(bank)).isNotEqualTo(cosines(fresh));
    }

    private static Path match(String name, String... overrides) {
        return TinyRun.match(models, folder.resolve(name), EventSink.NONE, new StopRequest(), overrides);
    }

    /** Returns the cosine of each matching step. */
    private static List<Double> cosines(Path run) {
        List<Double> cosines = TinyRun.metrics(run, Stage.MATCHING, "cosine");
        assertThat(cosines).hasSize(STEPS).allMatch(cosine -> Math.abs(cosine) <= 1);
        return cosines;
    }

    @Test
    void realBatchesNeedNoRepsets() {
        Path random = match("random", "repsets.mode=random");
        Path balanced = match("balanced", "repsets.mode=clusterBalanced", "repsets.clusters=4");
        assertThat(cosines(random)).isNotEqualTo(cosines(bank)).isNotEqualTo(cosines(balanced));
        assertThat(bank.resolve("repsets.json")).exists();
        assertThat(random.resolve("repsets.json")).doesNotExist();
        assertThat(balanced.resolve("clusters.json")).exists();
    }

    @Test
    void realBatchesAreDrawnAlongFreshTrajectoriesToo() {
        Path head = match("fresh random", FRESH, "repsets.mode=random");
        Path all = match("fresh random all", FRESH, "repsets.mode=random", "matching.gradients=all");
        assertThat(cosines(head)).isNotEqualTo(cosines(fresh)).isNotEqualTo(cosines(all));
    }

    @Test
    void learnersMaySeeAFewExamplesAndPositionsCountAlike() {
        Path few = match("few", "trajectories.examplesPerLabel=3");
        Path equal = match("equal", "matching.weighting=equal");
        assertThat(cosines(few).get(0))
                .as("the untrained heads are the same")
                .isEqualTo(cosines(bank).get(0));
        assertThat(cosines(few)).isNotEqualTo(cosines(bank));
        assertThat(cosines(equal)).isNotEqualTo(cosines(bank));
        List<Double> norms = TinyRun.metrics(equal, Stage.MATCHING, "gradientNorm");
        List<Double> ofLoss = TinyRun.metrics(bank, Stage.MATCHING, "gradientNorm");
        assertThat(Collections.max(norms) / Collections.min(norms))
                .isLessThan(Collections.max(ofLoss) / Collections.min(ofLoss));
        assertThat(TinyRun.metrics(bank, Stage.MATCHING, "effectiveTexts"))
                .hasSize(STEPS)
                .allMatch(texts -> texts > 1 && texts <= 8);
    }

    @Test
    void validationChangesNothingButTheEvents() {
        Path validated = match("validated", "matching.validateEvery=4");
        assertThat(validated.resolve(WEIGHTS)).hasSameBinaryContentAs(bank.resolve(WEIGHTS));
        assertThat(TinyRun.metrics(bank, Stage.MATCHING, "selectCosine")).isEmpty();
        assertThat(TinyRun.metrics(validated, Stage.MATCHING, "selectCosine"))
                .hasSize(2) // after steps 4 and 6
                .allMatch(cosine -> Math.abs(cosine) <= 1);
    }

    /** The learning rate is too high, so the best generator is not the last. */
    @Test
    void theBestGeneratorIsKeptAlsoByARunThatWasStopped() throws IOException {
        String[] harmful = {"matching.validateEvery=1", "matching.training.learningRate=0.05"};
        String[] best = {harmful[0], harmful[1], "matching.keep=best"};
        Path last = match("last", harmful);
        Path kept = match("best", best);
        List<Double> scores = TinyRun.metrics(kept, Stage.MATCHING, "selectCosine");
        assertThat(scores).hasSize(STEPS).isEqualTo(TinyRun.metrics(last, Stage.MATCHING, "selectCosine"));
        RunEvent.GeneratorKept event = kept(kept);
        assertThat(event.cosine()).isEqualTo(Collections.max(scores));
        assertThat(event.step()).isEqualTo(scores.indexOf(event.cosine()) + 1).isLessThan(STEPS);
        assertThat(Files.readAllBytes(kept.resolve(WEIGHTS))).isNotEqualTo(Files.readAllBytes(last.resolve(WEIGHTS)));

        StopRequest stop = new StopRequest();
        EventSink stopAtFour = TinyRun.stopAfter(Stage.MATCHING, 4, stop);
        Path stopped = TinyRun.match(models, folder.resolve("resumed"), stopAtFour, stop, best);
        assertThat(stopped.resolve(WEIGHTS)).doesNotExist();
        Path resumed = match("resumed", best);
        assertThat(kept(resumed).step()).isEqualTo(event.step());
        assertThat(resumed.resolve(WEIGHTS)).hasSameBinaryContentAs(kept.resolve(WEIGHTS));
    }

    @Test
    void trajectoriesFollowTheirSchedule() {
        Path linear = match("bank linear", "trajectories.schedule=linear");
        Path warm = match("fresh warm-up", FRESH, "trajectories.warmup=0.5");
        assertThat(cosines(linear)).isNotEqualTo(cosines(bank));
        assertThat(cosines(linear).get(0)).isEqualTo(cosines(bank).get(0)); // the learner has not been trained yet
        assertThat(cosines(warm)).isNotEqualTo(cosines(fresh));
        assertThat(cosines(warm).get(0)).isEqualTo(cosines(fresh).get(0));
    }

    @Test
    void modelsMayComputeInBfloat16() {
        Path narrow = match("bfloat16", "learner.dtype=bfloat16", "generator.dtype=bfloat16");
        assertThat(cosines(narrow)).isNotEqualTo(cosines(bank));
        assertThat(Manifest.read(new RunFolder(narrow).manifest()).platform().dtype())
                .isEqualTo("float32, learner in bfloat16, generator in bfloat16");
    }

    @Test
    void microBatchesChangeRoundingOnly() {
        List<Double> micro = cosines(match("micro", "matching.microBatch=3", "repsets.microBatch=3"));
        List<Double> whole = cosines(bank);
        for (int i = 0; i < STEPS; i++) {
            assertThat(micro.get(i)).isCloseTo(whole.get(i), within(1e-3));
        }
    }

    private static RunEvent.GeneratorKept kept(Path run) {
        return EventLog.read(new RunFolder(run).events()).stream()
                .filter(RunEvent.GeneratorKept.class::isInstance)
                .map(RunEvent.GeneratorKept.class::cast)
                .reduce((first, second) -> second)
                .orElseThrow();
    }
}
