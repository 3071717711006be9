package io.github.dilm4j.model.encoder;

import io.github.dilm4j.nn.Activation;

/**
 * The figures of a {@link PostNormLayer}. Probabilities are in [0, 1).
 *
 * @param attentionDropout of dropping an attention weight
 * @param contextDropout of dropping after the attention's dense layer
 * @param innerDropout of dropping between the two dense layers
 * @param feedForwardDropout of dropping after the second dense layer
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
