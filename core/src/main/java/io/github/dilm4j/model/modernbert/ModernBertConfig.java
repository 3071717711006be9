package io.github.dilm4j.model.modernbert;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.dilm4j.base.InputException;
import io.github.dilm4j.model.ModelConfig;
import io.github.dilm4j.nn.Activation;
import java.util.ArrayList;
import java.util.List;

/**
 * The config of a ModernBERT. Probabilities are in [0, 1).
 *
 * @param hiddenSize a multiple of {@code heads} with an even quotient
 * @param local for every layer, whether a token attends to its neighbourhood only
 * @param feedForwardSize width of the gated inner layer
 * @param window tokens to either side that belong to the neighbourhood
 * @param globalTheta base of the rotary angles in layers that attend to all tokens
 * @param localTheta base of the rotary angles in the others
 * @param activation by its name in Hugging Face configs
 * @param meanPooled whether the head reads the mean of all tokens instead of [CLS]
 * @param headActivation by its name in Hugging Face configs
 */
public record ModernBertConfig(
        int vocabularySize,
        int hiddenSize,
        List<Boolean> local,
        int heads,
        int feedForwardSize,
        int maxPositions,
        int window,
        double globalTheta,
        double localTheta,
        String activation,
        double embeddingDropout,
        double attentionDropout,
        double feedForwardDropout,
        boolean meanPooled,
        String headActivation,
        double classifierDropout,
        double initializerRange,
        double normEpsilon,
        int padId) {
    private static final String LOCAL = "sliding_attention";
    private static final String GLOBAL = "full_attention";

    public ModernBertConfig {
        local = List.copyOf(local);
        Activation.named(activation);
        Activation.named(headActivation);
        if (hiddenSize % heads != 0 || hiddenSize / heads % 2 != 0) {
            throw new InputException("hidden size " + hiddenSize + " is not an even multiple of the " + heads
                    + " attention heads; choose sizes that divide");
        }
    }

    /** @throws InputException if a needed key is missing or a value cannot be used */
    public static ModernBertConfig of(ModelConfig json) {
        for (String bias : List.of("norm_bias", "attention_bias", "mlp_bias", "classifier_bias")) {
            json.mustBe(bias, false);
        }
        if (json.has("rope_scaling")) {
            throw json.wrong("rope_scaling", "null", json.json().get("rope_scaling"));
        }
        String pooling = json.text("classifier_pooling", "cls");
        if (!pooling.equals("cls") && !pooling.equals("mean")) {
            throw json.wrong(
                    "classifier_pooling", "\"cls\" or \"mean\"", json.json().get("classifier_pooling"));
        }
        return json.named(() -> new ModernBertConfig(
                json.integer("vocab_size", 1),
                json.integer("hidden_size", 1),
                local(json),
                json.integer("num_attention_heads", 1),
                json.integer("intermediate_size", 1),
                json.integer("max_position_embeddings", 1),
                json.integer("local_attention", 2, 128) / 2,
                theta(json, GLOBAL, json.number("global_rope_theta", 160_000)),
                theta(json, LOCAL, json.number("local_rope_theta", 10_000)),
                json.text("hidden_activation", "gelu"),
                json.probability("embedding_dropout", 0),
                json.probability("attention_dropout", 0),
                json.probability("mlp_dropout", 0),
                pooling.equals("mean"),
                json.text("classifier_activation", "gelu"),
                json.probability("classifier_dropout", 0),
                json.number("initializer_range", 0.02),
                json.number("norm_eps", 1e-5),
                json.tokenId("pad_token_id", json.integer("vocab_size", 1), 50_283)));
    }

    int headSize() {
        return hiddenSize / heads;
    }

    /** The config.json of transformers' ModernBERT, without what depends on the labels. */
    ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("model_type", "modernbert")
                .put("vocab_size", vocabularySize)
                .put("hidden_size", hiddenSize)
                .put("num_hidden_layers", local.size())
                .put("num_attention_heads", heads)
                .put("intermediate_size", feedForwardSize)
                .put("max_position_embeddings", maxPositions)
                .put("local_attention", 2 * window)
                .put("hidden_activation", activation)
                .put("embedding_dropout", embeddingDropout)
                .put("attention_dropout", attentionDropout)
                .put("mlp_dropout", feedForwardDropout)
                .put("classifier_pooling", meanPooled ? "mean" : "cls")
                .put("classifier_activation", headActivation)
                .put("classifier_dropout", classifierDropout)
                .put("initializer_range", initializerRange)
                .put("norm_eps", normEpsilon)
                .put("pad_token_id", padId)
                .put("norm_bias", false)
                .put("attention_bias", false)
                .put("mlp_bias", false)
                .put("classifier_bias", false)
                .put("tie_word_embeddings", true)
                .put("dtype", "float32");
        ArrayNode types = json.putArray("layer_types");
        local.forEach(each -> types.add(each ? LOCAL : GLOBAL));
        ObjectNode rope = json.putObject("rope_parameters");
        rope.putObject(GLOBAL).put("rope_type", "default").put("rope_theta", globalTheta);
        rope.putObject(LOCAL).put("rope_type", "default").put("rope_theta", localTheta);
        return json;
    }

    /** A list of kinds, or in older files the interval of global layers. */
    private static List<Boolean> local(ModelConfig json) {
        int layers = json.layers("num_hidden_layers");
        int period = json.integer("global_attn_every_n_layers", 1, 3);
        List<Boolean> local = new ArrayList<>();
        JsonNode types = json.json().path("layer_types");
        for (int i = 0; i < layers; i++) {
            String usual = i % period == 0 ? GLOBAL : LOCAL;
            String type = types.isArray() ? types.path(i).asText() : usual;
            if ((types.isArray() && types.size() != layers)
                    || !List.of(LOCAL, GLOBAL).contains(type)) {
                throw json.wrong(
                        "layer_types",
                        "a list of " + layers + " times \"" + LOCAL + "\" or \"" + GLOBAL + "\", one for each layer",
                        types);
            }
            local.add(type.equals(LOCAL));
        }
        return local;
    }

    private static double theta(ModelConfig json, String kind, double otherwise) {
        JsonNode rope = json.json().path("rope_parameters").path(kind);
        if (!rope.path("rope_type").asText("default").equals("default")) {
            throw json.wrong("rope_parameters." + kind + ".rope_type", "\"default\"", rope.get("rope_type"));
        }
        return rope.path("rope_theta").asDouble(otherwise);
    }
}
