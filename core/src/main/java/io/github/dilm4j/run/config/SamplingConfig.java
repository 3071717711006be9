package io.github.dilm4j.run.config;

/**
 * The generator's sampling.
 *
 * @param topP probability mass of the tokens to draw from; 1 for all tokens
 * @param topK number of most likely tokens to draw from; 0 for no limit
 * @param temperature divisor of the logits
 * @param repetitionPenalty penalty on tokens that already occur in the text; 1 for none
 * @param batchSize texts written at once
 */
public record SamplingConfig(double topP, int topK, double temperature, double repetitionPenalty, int batchSize) {
    void check(Problems problems) {
        problems.require(topP > 0 && topP <= 1, "sampling.topP", "must be above 0 and at most 1", topP);
        problems.notNegative("sampling.topK", topK);
        problems.positive("sampling.temperature", temperature);
        problems.require(repetitionPenalty >= 1, "sampling.repetitionPenalty", "must be at least 1", repetitionPenalty);
        problems.positive("sampling.batchSize", batchSize);
    }
}
