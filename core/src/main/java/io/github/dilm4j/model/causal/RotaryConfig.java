package io.github.dilm4j.model.causal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.github.dilm4j.base.InputException;
import io.github.dilm4j.model.ModelConfig;
import io.github.dilm4j.nn.RotaryFrequencies;

/** Reads rotary embeddings from configs: {@code rope_parameters}, or {@code rope_theta} with {@code rope_scaling}. */
public final class RotaryConfig {
    private static final String NEW = "rope_parameters";
    private static final String OLD = "rope_scaling";

    private RotaryConfig() {}

    /**
     * @param thetaKey of older configs
     * @param shareKey of older configs, for the share of a head that turns; may be a key that no config has
     * @param shareOtherwise share where the config tells none
     * @throws InputException if the scaling is none of default, linear and llama3
     */
    public static RotaryFrequencies read(
            ModelConfig config, String thetaKey, String shareKey, int headSize, double shareOtherwise) {
        String key = config.has(NEW) ? NEW : OLD;
        JsonNode rope = config.has(key) ? config.json().get(key) : MissingNode.getInstance();
        ModelConfig inner = new ModelConfig(config.file(), rope);
        boolean object = rope.isObject();
        double theta = object && inner.has("rope_theta") ? inner.number("rope_theta") : config.number(thetaKey, 10_000);
        double share = object && inner.has("partial_rotary_factor")
                ? inner.number("partial_rotary_factor")
                : config.number(shareKey, shareOtherwise);
        int turned = (int) (headSize * share);
        if (turned < 2 || turned % 2 != 0 || turned > headSize) {
            throw InputException.at(
                    config.file(),
                    "rotary embeddings turn " + turned + " of a head's " + headSize
                            + " values, which must be an even number from 2 on; is the config whole?");
        }
        RotaryFrequencies plain = RotaryFrequencies.of(turned, theta);
        if (!object) {
            return plain;
        }
        String type = inner.has("rope_type") ? inner.text("rope_type") : inner.text("type", "default");
        return switch (type) {
            case "default" -> plain;
            case "linear" -> plain.linear(positive(inner, "factor"));
            case "llama3" ->
                plain.llama3(
                        positive(inner, "factor"),
                        positive(inner, "low_freq_factor"),
                        positive(inner, "high_freq_factor"),
                        inner.integer("original_max_position_embeddings", 1));
            default ->
                throw InputException.at(
                        config.file(),
                        "the rotary scaling '" + type + "' of '" + key
                                + "' is not one of [default, linear, llama3]; use a model without it");
        };
    }

    private static double positive(ModelConfig inner, String key) {
        double value = inner.number(key);
        if (value == 0) {
            throw inner.wrong(key, "more than 0", inner.json().get(key));
        }
        return value;
    }
}
