package io.github.dilm4j.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dilm4j.run.Results;
import io.github.dilm4j.run.RunFolder;
import io.github.dilm4j.run.Stage;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Runs whole experiments whose learner is not a BERT. Repsets, trajectories, matching, selection and evaluation all use
 * it.
 */
class AnyLearnerTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"roberta", "xlnet"})
    void aLearnerOfAnyArchitectureIsMatched(String architecture) {
        Path model = Path.of("src", "test", "resources", architecture).toAbsolutePath();
        Path run = TinyRun.run(
                folder, "learner.create=", "learner.model=" + model, "evaluation.methods=[random, k-centers, dilm]");
        assertThat(Results.read(new RunFolder(run).results()).scores()).hasSize(3);
        List<Double> losses = TinyRun.metrics(run, Stage.MATCHING, "loss");
        assertThat(losses)
                .hasSizeGreaterThan(2)
                .allSatisfy(loss -> assertThat(loss).isBetween(0.0, 2.0));
    }
}
