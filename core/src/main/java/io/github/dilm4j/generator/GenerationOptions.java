package io.github.dilm4j.generator;

import java.io.Serializable;

/**
 * The options of sampling.
 *
 * @param topP the smallest set of tokens with at least this probability is drawn from; 1 for all
 * @param topK the number of most likely tokens to draw from; 0 for all
 * @param temperature the logits are divided by it; 0 always takes the most likely token
 * @param repetitionPenalty tokens that already occur in the text become less likely; 1 for no penalty (CTRL, Keskar et
 *     al. 2019)
 * @param guidance weight of the text's label among all labels, by the generator's own likelihoods; 0 for none,
 *     see {@link LabelGuidance}
 * @param maxTokens longest text, label and end tokens included
 * @param batchRows texts written at once
 */
public record GenerationOptions(
        double topP,
        int topK,
        double temperature,
        double repetitionPenalty,
        double guidance,
        int maxTokens,
        int batchRows)
        implements Serializable {
    public GenerationOptions {
        if (!(topP > 0 && topP <= 1) || topK < 0 || !(temperature >= 0) || !(repetitionPenalty >= 1)) {
            throw new IllegalArgumentException("top-p " + topP + ", top-k " + topK + ", temperature " + temperature
                    + ", repetition penalty " + repetitionPenalty);
        }
        if (!(guidance >= 0) || Double.isInfinite(guidance)) {
            throw new IllegalArgumentException("guidance " + guidance);
        }
        if (maxTokens < 2 || batchRows < 1) {
            throw new IllegalArgumentException("max tokens " + maxTokens + ", batch rows " + batchRows);
        }
    }

    /** Without guidance. */
    public GenerationOptions(
            double topP, int topK, double temperature, double repetitionPenalty, int maxTokens, int batchRows) {
        this(topP, topK, temperature, repetitionPenalty, 0, maxTokens, batchRows);
    }

    /** These options with another length of the longest text. */
    public GenerationOptions withMaxTokens(int tokens) {
        return new GenerationOptions(topP, topK, temperature, repetitionPenalty, guidance, tokens, batchRows);
    }
}
