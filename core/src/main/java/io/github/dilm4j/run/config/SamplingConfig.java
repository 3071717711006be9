package io.github.dilm4j.run.config;

/**
 * How the generator draws texts.
 *
 * @param topP probability mass of the tokens that are drawn from; 1 for all tokens
 * @param topK number of the tokens that are drawn from; 0 for no limit
 * @param temperature what logits are divided by
 * @param repetitionPenalty what tokens that stand in the text already are made less likely by; 1 for none
 * @param guidance weight of the text's label among all labels, as the generator's own likelihoods tell it (GeDi); 0 for none. A
 *     text then costs as many forward passes as there are labels
 * @param batchSize texts written at once
 */
public record SamplingConfig(
        double topP, int topK, double temperature, double repetitionPenalty, double guidance, int batchSize) {
    void check(Problems problems) {
        problems.require(topP > 0 && topP <= 1, "sampling.topP", "must be above 0 and at most 1", topP);
        problems.notNegative("sampling.topK", topK);
        problems.positive("sampling.temperature", temperature);
        problems.require(repetitionPenalty >= 1, "sampling.repetitionPenalty", "must be at least 1", repetitionPenalty);
        problems.notNegative("sampling.guidance", guidance);
        problems.positive("sampling.batchSize", batchSize);
    }
}
