package io.github.dilm4j.model.encoder;

import io.github.dilm4j.nn.Activation;

/**
 * The settings of a {@link PostNormLayer}. Probabilities are in [0, 1).
 *
 * @param attentionDropout for attention weights
 * @param contextDropout after the attention's dense layer
 * @param innerDropout between the two dense layers
 * @param feedForwardDropout after the second dense layer
 */
public record PostNormShape(
        int hiddenSize,
        int heads,
        int feedForwardSize,
        Activation activation,
        double attentionDropout,
        double contextDropout,
        double innerDropout,
        double feedForwardDropout,
        double normEpsilon) {}
