package io.github.dilm4j.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dilm4j.run.EventLog;
import io.github.dilm4j.run.EventSink;
import io.github.dilm4j.run.Manifest;
import io.github.dilm4j.run.RunEvent;
import io.github.dilm4j.run.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The options of the matching side, in whole runs. */
class MatchingOptionsTest {
    private static final String WEIGHTS = "generator/model.safetensors";

    @TempDir
    private Path folder;

    private List<Double> cosines(String name, String... overrides) {
        Path run = TinyRun.run(folder.resolve(name), overrides);
        List<Double> cosines = TinyRun.figures(run, Experiment.MATCHING, "cosine");
        assertThat(cosines.subList(cosines.size() - 6, cosines.size())).allMatch(c -> Math.abs(c) <= 1);
        return cosines;
    }

    @Test
    void realBatchesNeedNoRepsets() {
        List<Double> fixed = cosines("fixed");
        List<Double> random = cosines("random", "repsets.mode=random");
        List<Double> balanced = cosines("balanced", "repsets.mode=clusterBalanced", "repsets.clusters=4");
        assertThat(random).isNotEqualTo(fixed).isNotEqualTo(balanced);
        assertThat(folder.resolve("fixed/run/repsets.json")).exists();
        assertThat(folder.resolve("random/run/repsets.json")).doesNotExist();
        assertThat(folder.resolve("balanced/run/clusters.json")).exists();
    }

    @Test
    void validationChangesNothingButTheEvents() throws IOException {
        Path plain = TinyRun.run(folder.resolve("plain"));
        Path validated = TinyRun.run(folder.resolve("validated"), "matching.validateEvery=4");
        assertThat(validated.resolve(WEIGHTS)).hasSameBinaryContentAs(plain.resolve(WEIGHTS));
        assertThat(TinyRun.figures(plain, Experiment.MATCHING, "selectCosine")).isEmpty();
        assertThat(TinyRun.figures(validated, Experiment.MATCHING, "selectCosine"))
                .hasSize(2) // after steps 4 and 6
                .allMatch(cosine -> Math.abs(cosine) <= 1);
    }

    /** A learning rate that harms, so that the best generator is not the last one. */
    @Test
    void theBestGeneratorIsKeptAlsoByARunThatWasStopped() throws IOException {
        String[] harmful = {"matching.validateEvery=1", "matching.training.learningRate=0.05"};
        String[] best = {harmful[0], harmful[1], "matching.keep=best"};
        Path last = TinyRun.run(folder.resolve("last"), harmful);
        Path kept = TinyRun.run(folder.resolve("kept"), best);
        List<Double> scores = TinyRun.figures(kept, Experiment.MATCHING, "selectCosine");
        assertThat(scores).isEqualTo(TinyRun.figures(last, Experiment.MATCHING, "selectCosine"));
        RunEvent.GeneratorKept event = kept(kept);
        assertThat(event.cosine()).isEqualTo(Collections.max(scores));
        assertThat(event.step()).isEqualTo(scores.indexOf(event.cosine()) + 1).isLessThan(6);
        assertThat(Files.readAllBytes(kept.resolve(WEIGHTS))).isNotEqualTo(Files.readAllBytes(last.resolve(WEIGHTS)));

        StopRequest stop = new StopRequest();
        EventSink stopAtFour = e -> {
            if (e instanceof RunEvent.Progress p && p.stage().equals(Experiment.MATCHING) && p.step() == 4) {
                stop.request();
            }
        };
        assertThatThrownBy(() -> TinyRun.run(folder.resolve("resumed"), stop, stopAtFour, best))
                .isInstanceOf(StopRequest.StoppedException.class);
        Path resumed = TinyRun.run(folder.resolve("resumed"), best);
        assertThat(kept(resumed).step()).isEqualTo(event.step());
        assertThat(resumed.resolve(WEIGHTS)).hasSameBinaryContentAs(kept.resolve(WEIGHTS));
    }

    @Test
    void trajectoriesFollowTheirSchedule() {
        for (String mode : List.of("bank", "fresh")) {
            String trajectories = "trajectories.mode=" + mode;
            List<Double> constant = cosines(mode, trajectories);
            List<Double> linear = cosines(mode + " linear", trajectories, "trajectories.schedule=linear");
            List<Double> warm = cosines(mode + " warm-up", trajectories, "trajectories.warmup=0.5");
            assertThat(linear.get(linear.size() - 6)).isEqualTo(constant.get(constant.size() - 6)); // an untrained head
            assertThat(linear).isNotEqualTo(constant).isNotEqualTo(warm);
        }
    }

    @Test
    void modelsMayComputeInBfloat16() {
        List<Double> exact = cosines("float32");
        List<Double> learner = cosines("learner", "learner.dtype=bfloat16");
        List<Double> both = cosines("both", "learner.dtype=bfloat16", "generator.dtype=bfloat16");
        assertThat(learner).isNotEqualTo(exact).isNotEqualTo(both);
        assertThat(Manifest.read(new RunFolder(folder.resolve("both/run")).manifest())
                        .platform()
                        .dtype())
                .isEqualTo("float32, learner and generator in bfloat16");
    }

    @Test
    void microBatchesOfTextsChangeRoundingOnly() {
        List<Double> whole = cosines("whole");
        List<Double> micro = cosines("micro", "matching.microBatch=3", "repsets.microBatch=3");
        for (int i = 0; i < whole.size(); i++) {
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

    @Test
    void realBatchesAreDrawnAlongFreshTrajectoriesToo() {
        List<Double> fixed = cosines("fixed", "trajectories.mode=fresh");
        List<Double> random = cosines("random", "trajectories.mode=fresh", "repsets.mode=random");
        List<Double> all = cosines("all", "trajectories.mode=fresh", "repsets.mode=random", "matching.gradients=all");
        assertThat(random).isNotEqualTo(fixed).isNotEqualTo(all);
    }
}
