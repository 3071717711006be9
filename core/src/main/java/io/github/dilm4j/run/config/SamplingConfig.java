package io.github.dilm4j.run.config;

/**
 * How the generator draws texts.
 *
 * @param topP probability mass of the tokens that are drawn from; 1 for all tokens
 * @param topK number of the tokens that are drawn from; 0 for no limit
 * @param temperature what logits are divided by
 * @param repetitionPenalty what tokens that stand in the text already are made less likely by; 1 for none
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
