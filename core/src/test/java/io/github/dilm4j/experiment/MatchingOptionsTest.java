package io.github.dilm4j.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The options of the matching side, in whole runs. */
class MatchingOptionsTest {
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
    void realBatchesAreDrawnAlongFreshTrajectoriesToo() {
        List<Double> fixed = cosines("fixed", "trajectories.mode=fresh");
        List<Double> random = cosines("random", "trajectories.mode=fresh", "repsets.mode=random");
        List<Double> all = cosines("all", "trajectories.mode=fresh", "repsets.mode=random", "matching.gradients=all");
        assertThat(random).isNotEqualTo(fixed).isNotEqualTo(all);
    }
}
