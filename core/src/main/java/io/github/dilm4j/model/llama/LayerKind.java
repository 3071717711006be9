package io.github.dilm4j.model.llama;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.dilm4j.base.InputException;
import io.github.dilm4j.model.ModelConfig;
import io.github.dilm4j.model.causal.AttentionContext;
import io.github.dilm4j.model.causal.CausalModelConfig;
import io.github.dilm4j.model.causal.RotaryConfig;
import io.github.dilm4j.nn.Rotary;
import io.github.dilm4j.nn.RotaryFrequencies;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * The properties in which the layers of one model may differ.
 *
 * @param window tokens that a token attends to, itself included; at least the longest sequence for full attention
 */
record LayerKind(int window, RotaryFrequencies rotary) {
    private static final String TYPES = "layer_types";
    private static final String SLIDING = "sliding_attention";
    private static final String FULL = "full_attention";
    private static final String WINDOW = "sliding_window";
    private static final int USUAL_WINDOW = 4096; // default
    private static final int PATTERN = 6; // of Gemma 3: every sixth layer attends to all tokens

    /** The attention context of a layer of this kind, and the rotation of queries and keys. */
    record View(AttentionContext attention, Rotary rotary) {}

    View view(AttentionContext attention) {
        return new View(attention.within(window), rotary.at(attention.paddedPositions()));
    }

    /** One entry a layer; layers of one kind share it. */
    static List<LayerKind> all(ModelConfig json, LlamaVariant variant, CausalModelConfig common) {
        boolean gemma3 = variant == LlamaVariant.GEMMA3;
        int headSize = common.headSize();
        RotaryFrequencies rotary = gemma3
                ? RotaryConfig.ofKind(json, FULL, "rope_scaling", json.number("rope_theta", 1e6), headSize)
                : RotaryConfig.read(json, "rope_theta", "partial_rotary_factor", headSize, 1);
        LayerKind full = new LayerKind(common.maxTokens(), rotary);
        IntPredicate slides = sliding(json, variant, common.layers());
        boolean unlimited = json.contains(WINDOW) && !json.has(WINDOW); // null
        LayerKind sliding = new LayerKind(
                unlimited ? common.maxTokens() : json.integer(WINDOW, 1, USUAL_WINDOW),
                gemma3
                        ? RotaryConfig.ofKind(json, SLIDING, "", json.number("rope_local_base_freq", 1e4), headSize)
                        : rotary);
        List<LayerKind> kinds = new ArrayList<>();
        for (int layer = 0; layer < common.layers(); layer++) {
            kinds.add(slides.test(layer) ? sliding : full);
        }
        return kinds;
    }

    /** Whether each layer attends to a window only. */
    private static IntPredicate sliding(ModelConfig json, LlamaVariant variant, int layers) {
        return switch (variant) {
            case LLAMA, GEMMA -> layer -> false;
            case MISTRAL -> layer -> true;
            case QWEN2, QWEN3 -> {
                if (!json.flag("use_sliding_window", false)) {
                    yield layer -> false;
                }
                int first = json.integer("max_window_layers", 0, 28);
                yield listed(json, layers, layer -> layer >= first);
            }
            case GEMMA2 -> listed(json, layers, layer -> layer % 2 == 0);
            case GEMMA3 -> {
                int pattern = json.integer("sliding_window_pattern", 1, PATTERN);
                yield listed(json, layers, layer -> (layer + 1) % pattern != 0);
            }
        };
    }

    private static IntPredicate listed(ModelConfig json, int layers, IntPredicate otherwise) {
        if (!json.has(TYPES)) {
            return otherwise;
        }
        JsonNode types = json.json().get(TYPES);
        if (types.size() != layers) {
            throw json.wrong(TYPES, "a list of " + layers + ", one for each layer", types);
        }
        for (JsonNode type : types) {
            if (!type.asText().equals(SLIDING) && !type.asText().equals(FULL)) {
                throw InputException.at(
                        json.file(),
                        "'" + TYPES + "' holds " + type + ", which is not one of [" + FULL + ", " + SLIDING
                                + "]; use a model of these");
            }
        }
        return layer -> types.get(layer).asText().equals(SLIDING);
    }
}
