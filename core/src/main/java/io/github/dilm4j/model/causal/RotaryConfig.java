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
    private static final String POSITIONS = "max_position_embeddings";
    private static final String ORIGINAL = "original_max_position_embeddings";

    private RotaryConfig() {}

    /**
     * Reads those of a model with equal layers.
     *
     * @param thetaKey of older configs
     * @param shareKey of older configs, for the share of a head that is rotated; may be a key that no config has
     * @param shareOtherwise default of the share
     * @throws InputException if the scaling is not default, linear, dynamic, llama3 or yarn
     */
    public static RotaryFrequencies read(
            ModelConfig config, String thetaKey, String shareKey, int headSize, double shareOtherwise) {
        String key = config.has(NEW) ? NEW : OLD;
        requireAgreement(config, config.json().path(NEW), OLD);
        return read(
                config,
                key,
                config.json().path(key),
                config.number(thetaKey, 10_000),
                headSize,
                config.number(shareKey, shareOtherwise));
    }

    /**
     * Reads those of one kind of layer, if the config distinguishes kinds.
     *
     * @param kind as the config names it: {@code full_attention}
     * @param old key of older configs for this kind; may be absent
     * @param theta default if {@code rope_parameters} has none
     * @throws InputException as {@link #read(ModelConfig, String, String, int, double)}
     */
    public static RotaryFrequencies ofKind(ModelConfig config, String kind, String old, double theta, int headSize) {
        JsonNode perKind = config.json().path(NEW).path(kind);
        requireAgreement(config, perKind, old);
        return perKind.isObject()
                ? read(config, NEW, perKind, theta, headSize, 1)
                : read(config, old, config.json().path(old), theta, headSize, 1);
    }

    /** Refuses an old key, added by hand, that contradicts a config of the newer form. */
    private static void requireAgreement(ModelConfig config, JsonNode parameters, String old) {
        JsonNode scaling = config.json().path(old);
        if (!parameters.isObject() || !scaling.isObject()) {
            return;
        }
        scaling.properties().forEach(entry -> {
            String key = entry.getKey().equals("type") ? "rope_type" : entry.getKey();
            JsonNode value = parameters.path(key);
            if (!same(entry.getValue(), value)) {
                throw InputException.at(
                        config.file(),
                        "'" + NEW + "' and '" + old + "' describe different rotary embeddings ('" + key + "': "
                                + (value.isMissingNode() ? "nothing" : value) + " and " + entry.getValue()
                                + "); keep one of them");
            }
        });
    }

    private static boolean same(JsonNode one, JsonNode other) {
        boolean numbers = one.isNumber() && other.isNumber();
        return numbers ? one.asDouble() == other.asDouble() : one.equals(other);
    }

    private static RotaryFrequencies read(
            ModelConfig config, String key, JsonNode node, double thetaOtherwise, int headSize, double shareOtherwise) {
        ModelConfig rope = new ModelConfig(config.file(), node.isObject() ? node : MissingNode.getInstance());
        double theta = rope.number("rope_theta", thetaOtherwise);
        int rotated = (int) (headSize * rope.number("partial_rotary_factor", shareOtherwise));
        if (rotated < 2 || rotated % 2 != 0 || rotated > headSize) {
            throw InputException.at(
                    config.file(),
                    "rotary embeddings rotate " + rotated + " of a head's " + headSize
                            + " values, which must be an even number from 2 on; is the config whole?");
        }
        RotaryFrequencies plain = RotaryFrequencies.of(rotated, theta);
        String type = rope.has("rope_type") ? rope.text("rope_type") : rope.text("type", "default");
        return switch (type) {
            case "default", "dynamic" ->
                plain; // dynamic: differs only beyond the longest sequence that a model reads here
            case "linear" -> plain.linear(positive(rope, "factor"));
            case "llama3" ->
                plain.llama3(
                        positive(rope, "factor"),
                        positive(rope, "low_freq_factor"),
                        positive(rope, "high_freq_factor"),
                        originalPositions(config, rope));
            case "yarn" -> yarn(config, rope, theta, plain);
            default ->
                throw InputException.at(
                        config.file(),
                        "the rotary scaling '" + type + "' of '" + key
                                + "' is not one of [default, dynamic, linear, llama3, yarn]; use a model without it");
        };
    }

    private static RotaryFrequencies yarn(ModelConfig config, ModelConfig rope, double theta, RotaryFrequencies plain) {
        int original = originalPositions(config, rope);
        double factor =
                rope.has("factor") ? positive(rope, "factor") : (double) config.integer(POSITIONS, 1) / original;
        double stretch = rope.has("attention_factor") ? rope.number("attention_factor") : yarnStretch(rope, factor);
        return plain.yarn(
                theta,
                new RotaryFrequencies.Yarn(
                        factor,
                        positive(rope, "beta_slow", 1),
                        positive(rope, "beta_fast", 32),
                        original,
                        rope.flag("truncate", true),
                        stretch));
    }

    /**
     * The factor of rotated values: Peng et al. 2023, equation 22, with both factors of DeepSeek's configs if present.
     */
    private static double yarnStretch(ModelConfig rope, double factor) {
        double numerator = rope.number("mscale", 0);
        double denominator = rope.number("mscale_all_dim", 0);
        return numerator > 0 && denominator > 0
                ? growth(factor, numerator) / growth(factor, denominator)
                : growth(factor, 1);
    }

    private static double growth(double factor, double share) {
        return factor <= 1 ? 1 : 0.1 * share * Math.log(factor) + 1;
    }

    private static int originalPositions(ModelConfig config, ModelConfig rope) {
        ModelConfig teller = config.has(ORIGINAL) ? config : rope;
        return teller.has(ORIGINAL) ? teller.integer(ORIGINAL, 1) : config.integer(POSITIONS, 1);
    }

    private static double positive(ModelConfig rope, String key, double otherwise) {
        return rope.number(key, 0) == 0 ? otherwise : rope.number(key);
    }

    private static double positive(ModelConfig rope, String key) {
        double value = rope.number(key);
        if (value == 0) {
            throw rope.wrong(key, "more than 0", rope.json().get(key));
        }
        return value;
    }
}
