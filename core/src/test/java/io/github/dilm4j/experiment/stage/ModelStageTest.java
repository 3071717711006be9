package io.github.dilm4j.experiment.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dilm4j.experiment.TinyRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelStageTest {
    @TempDir
    private Path folder;

    /**
     * Runs the stage.
     *
     * @return the folder with its models
     */
    private Path made(String name, String... overrides) {
        String[] all = Stream.concat(
                        Stream.of(
                                "learner.create.contrastive={steps: 2, batchSize: 8}",
                                "generator.create.pretraining={steps: 2, batchSize: 8}"),
                        Arrays.stream(overrides))
                .toArray(String[]::new);
        StageContext context = TinyRun.context(folder.resolve(name), all);
        try (Models models = new Models(context)) {
            new ModelStage(context, models).run();
        }
        return folder.resolve(name).resolve("run").resolve("models");
    }

    private static byte[] weights(Path models, String model) throws IOException {
        return Files.readAllBytes(models.resolve(model).resolve("model.safetensors"));
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
