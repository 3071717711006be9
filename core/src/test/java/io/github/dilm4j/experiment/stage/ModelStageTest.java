package io.github.dilm4j.experiment.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dilm4j.experiment.TinyRun;
import io.github.dilm4j.run.RunEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelStageTest {
    private static final String[] SETTINGS = {
        "learner.create.contrastive={steps: 2, batchSize: 8}", "generator.create.pretraining={steps: 2, batchSize: 8}"
    };

    @TempDir
    private Path folder;

    /**
     * Runs the stage.
     *
     * @return the folder with its models
     */
    private Path made(String name, String... overrides) {
        String[] all =
                Stream.concat(Stream.of(SETTINGS), Arrays.stream(overrides)).toArray(String[]::new);
        StageContext context = TinyRun.context(folder.resolve(name), all);
        try (Models models = new Models(context)) {
            new ModelStage(context, models).run();
        }
        return folder.resolve(name).resolve("run").resolve("models");
    }

    private static byte[] weights(Path models, String model) throws IOException {
        return Files.readAllBytes(models.resolve(model).resolve("model.safetensors"));
    }

    /** The trainings have 5, 2 and 2 steps. */
    @Test
    void stepsAreCountedOverAllTrainings() {
        StageContext plain = TinyRun.context(folder, SETTINGS);
        List<Long> steps = new ArrayList<>();
        StageContext context = plain.with(event -> {
            if (event instanceof RunEvent.Progress progress) {
                assertThat(progress.totalSteps()).isEqualTo(9);
                steps.add(progress.step());
            }
        });
        try (Models models = new Models(context)) {
            ModelStage stage = new ModelStage(context, models);
            assertThat(stage.steps()).isEqualTo(9);
            stage.run();
        }
        assertThat(steps).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
    }

    @Test
    void everyTrainingTakesItsOptimizer() throws IOException {
        Path adamw = made("adamw");
        Path sgd = made(
                "sgd",
                "learner.create.pretraining.optimizer=sgd",
                "generator.create.pretraining.optimizer=sgd",
                "learner.create.contrastive.optimizer=sgd");
        Path contrastive = made("contrastive", "learner.create.contrastive.optimizer=sgd");
        assertThat(weights(sgd, "learner-pretrained")).isNotEqualTo(weights(adamw, "learner-pretrained"));
        assertThat(weights(sgd, "generator-base")).isNotEqualTo(weights(adamw, "generator-base"));
        assertThat(weights(contrastive, "learner-pretrained")).isEqualTo(weights(adamw, "learner-pretrained"));
        assertThat(weights(contrastive, "learner")).isNotEqualTo(weights(adamw, "learner"));
    }
}
