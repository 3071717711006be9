package io.github.dilm4j.model.deberta;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.dilm4j.base.InputException;
import io.github.dilm4j.model.ModelConfig;
import io.github.dilm4j.model.encoder.EncoderModelConfig;
import io.github.dilm4j.nn.Activation;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The config of a DeBERTa-v2 or -v3.
 *
 * @param maxRelativePositions the largest distinguished distance; −1 for the number of positions
 * @param positionBuckets rows for distances of one sign; below 1 for a row for each
 * @param contentToPosition whether a query's content meets a key's distance ({@code c2p})
 * @param positionToContent whether a key's content meets a query's distance ({@code p2c})
 * @param sharedProjections whether distances are projected by the content's weights
 * @param normalisedDistances whether the table of distances is normalised
 * @param positionsAdded whether the embeddings have absolute positions too
 * @param poolerActivation by its name in Hugging Face configs
 * @param poolerDropout before the first layer of the head, in [0, 1)
 * @param convolution beside the first layer, in the largest v2 models
 */
public record DebertaConfig(
        EncoderModelConfig common,
        int maxRelativePositions,
        int positionBuckets,
        boolean contentToPosition,
        boolean positionToContent,
        boolean sharedProjections,
        boolean normalisedDistances,
        boolean positionsAdded,
        String poolerActivation,
        double poolerDropout,
        Optional<Convolution.Shape> convolution) {
    private static final EncoderModelConfig.Defaults DEFAULTS = new EncoderModelConfig.Defaults(0, 0, 1e-7);
    private static final String CONTENT_TO_POSITION = "c2p";
    private static final String POSITION_TO_CONTENT = "p2c";
    private static final String NORMALISED = "layer_norm";

    public DebertaConfig {
        Activation.named(poolerActivation);
        convolution.ifPresent(shape -> Activation.named(shape.activation()));
    }

    /** @throws InputException if a needed key is missing or a value cannot be used */
    public static DebertaConfig of(ModelConfig json) {
        EncoderModelConfig read = EncoderModelConfig.of(json, DEFAULTS);
        EncoderModelConfig common = read.withClassifierDropout(json.probability("cls_dropout", read.hiddenDropout()));
        if (!json.flag("relative_attention", false)) {
            throw json.wrong("relative_attention", "true", json.json().path("relative_attention"));
        }
        int hidden = common.hiddenSize();
        json.mustBe("embedding_size", hidden);
        json.mustBe("pooler_hidden_size", hidden);
        json.mustBe("attention_head_size", hidden / common.heads());
        String norm = json.text("norm_rel_ebd", "none");
        if (!norm.equals("none") && !norm.equals(NORMALISED)) {
            throw json.wrong(
                    "norm_rel_ebd", "\"none\" or \"layer_norm\"", json.json().get("norm_rel_ebd"));
        }
        Set<String> kinds = positionKinds(json);
        return json.named(() -> new DebertaConfig(
                common,
                json.integer("max_relative_positions", -1, -1),
                json.integer("position_buckets", -1, -1),
                kinds.contains(CONTENT_TO_POSITION),
                kinds.contains(POSITION_TO_CONTENT),
                json.flag("share_att_key", false),
                norm.equals(NORMALISED),
                json.flag("position_biased_input", true),
                json.text("pooler_hidden_act", "gelu"),
                json.probability("pooler_dropout", 0),
                convolution(json, hidden)));
    }

    RelativePositions relativePositions() {
        int farthest = maxRelativePositions < 1 ? common.maxPositions() : maxRelativePositions;
        return new RelativePositions(Math.max(positionBuckets, 0), farthest);
    }

    /** The number of products in a score: content with content, and those with distances. */
    int scoreTerms() {
        return 1 + (contentToPosition ? 1 : 0) + (positionToContent ? 1 : 0);
    }

    /** The config.json of transformers' DeBERTa-v2, without what depends on the head. */
    ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("model_type", "deberta-v2");
        common.writeTo(json).remove(List.of("position_embedding_type", "classifier_dropout"));
        json.put("cls_dropout", common.classifierDropout())
                .put("relative_attention", true)
                .put("max_relative_positions", maxRelativePositions)
                .put("position_buckets", positionBuckets)
                .put("share_att_key", sharedProjections)
                .put("norm_rel_ebd", normalisedDistances ? NORMALISED : "none")
                .put("position_biased_input", positionsAdded)
                .put("pooler_hidden_size", common.hiddenSize())
                .put("pooler_hidden_act", poolerActivation)
                .put("pooler_dropout", poolerDropout);
        convolution.ifPresent(shape -> json.put("conv_kernel_size", shape.kernel())
                .put("conv_groups", shape.groups())
                .put("conv_act", shape.activation()));
        ArrayNode kinds = json.putArray("pos_att_type");
        if (positionToContent) {
            kinds.add(POSITION_TO_CONTENT);
        }
        if (contentToPosition) {
            kinds.add(CONTENT_TO_POSITION);
        }
        return json;
    }

    private static Optional<Convolution.Shape> convolution(ModelConfig json, int hidden) {
        int kernel = json.integer("conv_kernel_size", 0, 0);
        if (kernel == 0) {
            return Optional.empty();
        }
        if (kernel % 2 == 0) {
            throw json.wrong("conv_kernel_size", "odd", json.json().get("conv_kernel_size"));
        }
        int groups = json.integer("conv_groups", 1, 1);
        if (hidden % groups != 0) {
            throw json.wrong(
                    "conv_groups", "a divisor of hidden_size", json.json().get("conv_groups"));
        }
        return Optional.of(new Convolution.Shape(kernel, groups, json.text("conv_act", "tanh")));
    }

    /** A list, or one string with bars in it. */
    private static Set<String> positionKinds(ModelConfig json) {
        JsonNode given = json.json().path("pos_att_type");
        Set<String> kinds = new TreeSet<>();
        if (given.isTextual()) {
            Arrays.stream(given.textValue().split("\\|", -1)).map(String::strip).forEach(kinds::add);
        } else {
            given.forEach(kind -> kinds.add(kind.asText()));
        }
        if (kinds.isEmpty() || !Set.of(CONTENT_TO_POSITION, POSITION_TO_CONTENT).containsAll(kinds)) {
            throw json.wrong("pos_att_type", "\"c2p\", \"p2c\" or both", given);
        }
        return kinds;
    }
}
