package io.github.dilm4j.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StageTest {
    @ParameterizedTest
    @CsvSource({
        "seed, MODELS",
        "learner.maxTokens, MODELS",
        "languageModelValidation.every, LANGUAGE_MODEL",
        "encoder.model, REPSETS",
        "sampling.topP, MATCHING",
        "distil.dpc, SELECTION",
        "distil.bestOfBy, CHOICE",
        "evaluation.methods, SELECTION",
        "evaluation.training.steps, EVALUATION",
    })
    void aSettingIsReadFirstByOneStage(String key, Stage first) {
        assertThat(Stage.firstReader(key)).isEqualTo(first);
    }
}
