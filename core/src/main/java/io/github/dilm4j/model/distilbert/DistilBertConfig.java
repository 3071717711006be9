package io.github.dilm4j.model.distilbert;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.dilm4j.base.InputException;
import io.github.dilm4j.model.ModelConfig;
import io.github.dilm4j.nn.Activation;

/**
 * The config of a DistilBERT, whose keys differ from BERT's. Probabilities are in [0, 1).
 *
 * @param activation by its name in Hugging Face configs
 * @param dropout after the embeddings and after the layers' dense layers
 * @param classifierDropout between the two layers of the head
 */
public record DistilBertConfig(
        int vocabularySize,
        int hiddenSize,
        int layers,
        int heads,
        int feedForwardSize,
        int maxPositions,
        String activation,
        double dropout,
        double attentionDropout,
        double classifierDropout,
        double initializerRange,
        int padId) {

    public DistilBertConfig {
        Activation.named(activation);
        ModelConfig.requireWholeHeads(hiddenSize, heads);
    }

    /** @throws InputException if a needed key is missing or a value cannot be used */
    public static DistilBertConfig of(ModelConfig json) {
        json.mustBe("sinusoidal_pos_embds", false);
        return json.named(() -> new DistilBertConfig(
                json.integer("vocab_size", 1),
                json.integer("dim", 1),
                json.layers("n_layers"),
                json.integer("n_heads", 1),
                json.integer("hidden_dim", 1),
                json.integer("max_position_embeddings", 1),
                json.text("activation", "gelu"),
                json.probability("dropout", 0.1),
                json.probability("attention_dropout", 0.1),
                json.probability("seq_classif_dropout", 0.2),
                json.number("initializer_range", 0.02),
                json.tokenId("pad_token_id", json.integer("vocab_size", 1), 0)));
    }

    /** The config.json of transformers' DistilBERT, without what depends on the head. */
    ObjectNode toJson() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("model_type", "distilbert")
                .put("vocab_size", vocabularySize)
                .put("dim", hiddenSize)
                .put("n_layers", layers)
                .put("n_heads", heads)
                .put("hidden_dim", feedForwardSize)
                .put("max_position_embeddings", maxPositions)
                .put("sinusoidal_pos_embds", false)
                .put("activation", activation)
                .put("dropout", dropout)
                .put("attention_dropout", attentionDropout)
                .put("seq_classif_dropout", classifierDropout)
                .put("initializer_range", initializerRange)
                .put("pad_token_id", padId)
                .put("dtype", "float32");
    }
}
