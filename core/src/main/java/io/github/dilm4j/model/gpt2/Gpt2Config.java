package io.github.dilm4j.model.gpt2;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.dilm4j.base.InputException;
import io.github.dilm4j.model.ModelConfig;
import io.github.dilm4j.model.ModelShape;
import io.github.dilm4j.model.causal.CausalModelConfig;
import io.github.dilm4j.nn.Activation;
import java.util.OptionalInt;

/**
 * The config of a GPT-2.
 *
 * @param vocabularySize rows of the token embedding
 * @param hiddenSize a multiple of {@code heads}
 * @param feedForwardSize width of the layers' inner dense layer
 * @param maxPositions longest sequence, in tokens
 * @param activation by its name in Hugging Face configs
 * @param embeddingDropout probability, in [0, 1)
 * @param attentionDropout probability, in [0, 1)
 * @param residualDropout probability, in [0, 1)
 * @param initializerRange standard deviation of new weights
 * @param normEpsilon added to the variance in layer normalisation
 * @param endId id of the token that ends, and begins, a text, where the model's files name one
 * @param tied whether the output layer is the table of token vectors
 */
public record Gpt2Config(
        int vocabularySize,
        int hiddenSize,
        int layers,
        int heads,
        int feedForwardSize,
        int maxPositions,
        String activation,
        double embeddingDropout,
        double attentionDropout,
        double residualDropout,
        double initializerRange,
        double normEpsilon,
        OptionalInt endId,
        boolean tied) {

    public Gpt2Config {
        Activation.named(activation);
    }

    /** A GPT-2 of any size with the usual other settings, for training from scratch. */
    public static Gpt2Config of(int vocabularySize, ModelShape shape, int endId) {
        return new Gpt2Config(
                vocabularySize,
                shape.hidden(),
                shape.layers(),
                shape.heads(),
                shape.intermediate(),
                shape.positions(),
                "gelu_new",
                0.1,
                0.1,
                0.1,
                0.02,
                1e-5,
                OptionalInt.of(endId),
                true);
    }

    /** @throws InputException if a needed key is missing or a value cannot be used */
    public static Gpt2Config of(ModelConfig json) {
        require(json, "scale_attn_weights", true);
        require(json, "scale_attn_by_inverse_layer_idx", false);
        require(json, "add_cross_attention", false);
        int hidden = json.integer("n_embd", 1);
        try {
            Gpt2Config config = new Gpt2Config(
                    json.integer("vocab_size", 1),
                    hidden,
                    json.layers("n_layer"),
                    json.integer("n_head", 1),
                    json.integer("n_inner", 1, 4 * hidden),
                    json.integer("n_positions", 1),
                    json.text("activation_function", "gelu_new"),
                    json.probability("embd_pdrop", 0.1),
                    json.probability("attn_pdrop", 0.1),
                    json.probability("resid_pdrop", 0.1),
                    json.number("initializer_range", 0.02),
                    json.number("layer_norm_epsilon", 1e-5),
                    CausalModelConfig.endId(json),
                    json.flag("tie_word_embeddings", true));
            config.common(); // which are checked
            return config;
        } catch (InputException e) {
            String place = json.file().toString();
            throw e.getMessage().startsWith(place) ? e : new InputException(place + ": " + e.getMessage(), e);
        }
    }

    CausalModelConfig common() {
        return new CausalModelConfig(
                vocabularySize,
                hiddenSize,
                layers,
                heads,
                heads,
                CausalModelConfig.evenHeadSize(hiddenSize, heads),
                feedForwardSize,
                maxPositions,
                endId,
                tied,
                initializerRange);
    }

    /** The config.json of transformers' GPT-2. */
    ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.putArray("architectures").add("GPT2LMHeadModel");
        json.put("model_type", "gpt2")
                .put("vocab_size", vocabularySize)
                .put("n_embd", hiddenSize)
                .put("n_layer", layers)
                .put("n_head", heads)
                .put("n_inner", feedForwardSize)
                .put("n_positions", maxPositions)
                .put("activation_function", activation)
                .put("embd_pdrop", embeddingDropout)
                .put("attn_pdrop", attentionDropout)
                .put("resid_pdrop", residualDropout)
                .put("initializer_range", initializerRange)
                .put("layer_norm_epsilon", normEpsilon);
        endId.ifPresent(id -> json.put("bos_token_id", id).put("eos_token_id", id));
        return json.put("tie_word_embeddings", tied).put("dtype", "float32");
    }

    private static void require(ModelConfig json, String key, boolean value) {
        if (json.flag(key, value) != value) {
            throw json.wrong(key, Boolean.toString(value), json.json().get(key));
        }
    }
}
