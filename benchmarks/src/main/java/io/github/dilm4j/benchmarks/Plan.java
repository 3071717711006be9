package io.github.dilm4j.benchmarks;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.github.dilm4j.base.Json;
import java.nio.file.Path;

/** The amounts of work on both sides: {@code plan.json} of a work folder, see {@code reference/workload.py}. */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
record Plan(
        String size,
        int maxTokens,
        int realPerLabel,
        int repsets,
        int syntheticPerLabel,
        int clusters,
        int generatedPerLabel,
        int innerLoop,
        int learnerSteps,
        int learnerBatch,
        double learnerRate,
        double weightDecay,
        double clip,
        double generatorRate,
        int languageModelSteps,
        int languageModelBatch,
        double languageModelRate,
        double temperature,
        int generateTexts,
        int generateBatch,
        double topP,
        int embedTexts,
        int embedBatch,
        int points,
        int pointWidth,
        int centers,
        int centerIterations,
        int distilledTexts,
        int fineTuningSteps,
        int fineTuningBatch,
        int evaluationBatch,
        int evaluationTexts,
        int forwardTexts,
        int forwardTokens,
        int gemmWidth) {
    static Plan read(Path work) {
        return Json.read(work.resolve("plan.json"), Plan.class);
    }
}
