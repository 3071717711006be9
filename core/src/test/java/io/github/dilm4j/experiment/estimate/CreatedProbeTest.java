package io.github.dilm4j.experiment.estimate;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dilm4j.experiment.TinyRun;
import io.github.dilm4j.run.config.CreateConfig;
import io.github.dilm4j.run.config.ExperimentConfig;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CreatedProbeTest {
    @TempDir
    private Path folder;

    private ExperimentConfig config(String shape) {
        return TinyRun.config(
                folder,
                "learner.create={vocabularySize: 30000, " + shape
                        + ", positions: 128, pretraining: {steps: 5000}, contrastive: {steps: 3}}");
    }

    private static CreateConfig learner(ExperimentConfig config) {
        return config.learner().create().orElseThrow();
    }

    /** The operations of the probe are the same, as far as its steps are. */
    @Test
    void largerModelsAndBatchesAreTimedInFewerSteps() {
        CreateConfig small = learner(config("layers: 1, hidden: 16, heads: 2"));
        CreateConfig large = learner(config("layers: 12, hidden: 768, heads: 12"));
        assertThat(CreatedProbe.steps(small, 1)).isEqualTo(100);
        int ofBatch = CreatedProbe.steps(small, 16);
        assertThat(CreatedProbe.steps(small, 32)).isBetween(ofBatch / 2 - 1, ofBatch / 2 + 1);
        assertThat(CreatedProbe.steps(large, 64)).isEqualTo(4);
    }

    @Test
    void otherSettingsAndShorterTrainingsStayAsTheyAre() {
        ExperimentConfig config = config("layers: 12, hidden: 768, heads: 12");
        CreateConfig shortened = learner(CreatedProbe.shortened(config));
        assertThat(shortened.pretraining().steps()).isEqualTo(4);
        assertThat(shortened.contrastive()).isEqualTo(learner(config).contrastive());
        assertThat(CreatedProbe.shortened(config).languageModel()).isEqualTo(config.languageModel());
    }
}
