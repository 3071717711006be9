package io.github.dilm4j.run.config;

/**
 * The generator's sampling.
 *
 * @param topP probability mass of the tokens to draw from; 1 for all tokens
 * @param topK number of most likely tokens to draw from; 0 for no limit
 * @param temperature divisor of the logits
 * @param repetitionPenalty penalty on tokens that already occur in the text; 1 for none
 * @param guidance weight of the text's label among all labels, by the generator's own likelihoods (GeDi); 0 for none. A
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
