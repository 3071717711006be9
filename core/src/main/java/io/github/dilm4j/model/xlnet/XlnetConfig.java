package io.github.dilm4j.model.xlnet;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.dilm4j.base.InputException;
import io.github.dilm4j.model.ModelConfig;
import io.github.dilm4j.model.encoder.PostNormShape;
import io.github.dilm4j.nn.Activation;

/**
 * The config of an XLNet. Probabilities are in [0, 1).
 *
 * @param hiddenSize a multiple of {@code heads}, and even: half of a position's values are sines, half cosines
 * @param activation by its name in Hugging Face configs
 * @param dropout everywhere in the body, including attention weights
 * @param summaryDropout between the two layers of the head
 */
public record XlnetConfig(
        int vocabularySize,
        int hiddenSize,
        int layers,
        int heads,
        int feedForwardSize,
        String activation,
        double dropout,
        double summaryDropout,
        double initializerRange,
        double normEpsilon,
        int padId) {

    public XlnetConfig {
        Activation.named(activation);
        if (hiddenSize % heads != 0 || hiddenSize % 2 != 0) {
            throw new InputException("hidden size " + hiddenSize + " is not an even multiple of the " + heads
                    + " attention heads; choose sizes that divide");
        }
    }

    /** @throws InputException if a needed key is missing or a value cannot be used */
    public static XlnetConfig of(ModelConfig json) {
        json.mustBe("attn_type", "bi");
        json.mustBe("bi_data", false);
        json.mustBe("summary_type", "last");
        json.mustBe("summary_use_proj", true);
        json.mustBe("summary_activation", "tanh");
        if (json.json().path("clamp_len").asInt() > 0) {
            throw json.wrong("clamp_len", "-1", json.json().get("clamp_len"));
        }
        int hidden = json.integer("d_model", 1);
        int heads = json.integer("n_head", 1);
        if (json.integer("d_head", 1, hidden / heads) != hidden / heads) {
            throw json.wrong("d_head", "d_model / n_head", json.json().get("d_head"));
        }
        return json.named(() -> new XlnetConfig(
                json.integer("vocab_size", 1),
                hidden,
                json.layers("n_layer"),
                heads,
                json.integer("d_inner", 1),
                json.text("ff_activation", "gelu"),
                json.probability("dropout", 0.1),
                json.probability("summary_last_dropout", 0.1),
                json.number("initializer_range", 0.02),
                json.number("layer_norm_eps", 1e-12),
                json.tokenId("pad_token_id", json.integer("vocab_size", 1), 5)));
    }

    PostNormShape layerShape() {
        return new PostNormShape(
                hiddenSize,
                heads,
                feedForwardSize,
                Activation.named(activation),
                dropout,
                dropout,
                dropout,
                dropout,
                normEpsilon);
    }

    /** The config.json of transformers' XLNet, without what depends on the head. */
    ObjectNode toJson() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("model_type", "xlnet")
                .put("vocab_size", vocabularySize)
                .put("d_model", hiddenSize)
                .put("n_layer", layers)
                .put("n_head", heads)
                .put("d_head", hiddenSize / heads)
                .put("d_inner", feedForwardSize)
                .put("ff_activation", activation)
                .put("attn_type", "bi")
                .put("bi_data", false)
                .put("clamp_len", -1)
                .put("same_length", false)
                .put("untie_r", true)
                .put("dropout", dropout)
                .put("summary_type", "last")
                .put("summary_use_proj", true)
                .put("summary_activation", "tanh")
                .put("summary_last_dropout", summaryDropout)
                .put("initializer_range", initializerRange)
                .put("layer_norm_eps", normEpsilon)
                .put("pad_token_id", padId)
                .put("dtype", "float32");
    }
}
