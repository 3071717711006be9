package io.github.dilm4j.model.encoder;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.dilm4j.base.InputException;
import io.github.dilm4j.model.ClassificationHead;
import io.github.dilm4j.model.ModelConfig;
import io.github.dilm4j.nn.Activation;
import io.github.dilm4j.nn.ParameterLayout;

/**
 * The part of a config.json that BERT and its relatives share.
 *
 * @param vocabularySize rows of the word embedding
 * @param hiddenSize a multiple of {@code heads}
 * @param feedForwardSize width of the layers' inner dense layer
 * @param maxPositions rows of the position embedding
 * @param typeVocabularySize kinds of segments, usually 2; 0 for none
 * @param activation by its name in Hugging Face configs
 * @param hiddenDropout probability, in [0, 1)
 * @param attentionDropout probability, in [0, 1)
 * @param classifierDropout probability before a layer of the classification head, in [0, 1)
 * @param initializerRange standard deviation of new weights
 * @param normEpsilon added to the variance in layer normalisation
 * @param padId id of the padding token
 */
public record EncoderModelConfig(
        int vocabularySize,
        int hiddenSize,
        int layers,
        int heads,
        int feedForwardSize,
        int maxPositions,
        int typeVocabularySize,
        String activation,
        double hiddenDropout,
        double attentionDropout,
        double classifierDropout,
        double initializerRange,
        double normEpsilon,
        int padId) {

    public EncoderModelConfig {
        Activation.named(activation);
        ModelConfig.requireWholeHeads(hiddenSize, heads);
    }

    /** The defaults of an architecture for missing keys of its config.json. */
    public record Defaults(int padId, int typeVocabularySize, double normEpsilon, String activation, double dropout) {
        public static final Defaults BERT = new Defaults(0, 2, 1e-12);
        public static final Defaults ALBERT = new Defaults(0, 2, 1e-12, "gelu_new", 0);

        /** Defaults with BERT's activation and dropout. */
        public Defaults(int padId, int typeVocabularySize, double normEpsilon) {
            this(padId, typeVocabularySize, normEpsilon, "gelu", 0.1);
        }
    }

    /**
     * Reads a config.json that has BERT's keys.
     *
     * @throws InputException if a needed key is missing or a value cannot be used
     */
    public static EncoderModelConfig of(ModelConfig json, Defaults defaults) {
        json.mustBe("position_embedding_type", "absolute");
        json.mustBe("is_decoder", false);
        double hiddenDropout = json.probability("hidden_dropout_prob", defaults.dropout());
        return json.named(() -> new EncoderModelConfig(
                json.integer("vocab_size", 1),
                json.integer("hidden_size", 1),
                json.layers("num_hidden_layers"),
                json.integer("num_attention_heads", 1),
                json.integer("intermediate_size", 1),
                json.integer("max_position_embeddings", 1),
                json.integer("type_vocab_size", 0, defaults.typeVocabularySize()),
                json.text("hidden_act", defaults.activation()),
                hiddenDropout,
                json.probability("attention_probs_dropout_prob", defaults.dropout()),
                json.probability("classifier_dropout", hiddenDropout),
                json.number("initializer_range", 0.02),
                json.number("layer_norm_eps", defaults.normEpsilon()),
                json.tokenId("pad_token_id", json.integer("vocab_size", 1), defaults.padId())));
    }

    public EncoderModelConfig withClassifierDropout(double probability) {
        return new EncoderModelConfig(
                vocabularySize,
                hiddenSize,
                layers,
                heads,
                feedForwardSize,
                maxPositions,
                typeVocabularySize,
                activation,
                hiddenDropout,
                attentionDropout,
                probability,
                initializerRange,
                normEpsilon,
                padId);
    }

    /** Adds these settings to a config.json, without those of the head. */
    public ObjectNode writeTo(ObjectNode json) {
        return json.put("vocab_size", vocabularySize)
                .put("hidden_size", hiddenSize)
                .put("num_hidden_layers", layers)
                .put("num_attention_heads", heads)
                .put("intermediate_size", feedForwardSize)
                .put("max_position_embeddings", maxPositions)
                .put("type_vocab_size", typeVocabularySize)
                .put("hidden_act", activation)
                .put("hidden_dropout_prob", hiddenDropout)
                .put("attention_probs_dropout_prob", attentionDropout)
                .put("classifier_dropout", classifierDropout)
                .put("initializer_range", initializerRange)
                .put("layer_norm_eps", normEpsilon)
                .put("pad_token_id", padId)
                .put("position_embedding_type", "absolute")
                .put("tie_word_embeddings", true)
                .put("dtype", "float32");
    }

    /** The basics of an architecture whose table has a position for every token of the longest sequence. */
    public EncoderArchitecture.Basics basics() {
        return basics(maxPositions);
    }

    public EncoderArchitecture.Basics basics(int maxTokens) {
        return new EncoderArchitecture.Basics(vocabularySize, padId, maxTokens, initializerRange);
    }

    /** The head of RoBERTa and ELECTRA: a dense layer and an output layer, each after dropout. */
    public ClassificationHead denseHead(ParameterLayout layout, Activation between, int labels) {
        return ClassificationHead.twoLayers(
                layout.linear("classifier.dense", hiddenSize, hiddenSize, initializerRange),
                between,
                layout.linear("classifier.out_proj", hiddenSize, labels, initializerRange),
                classifierDropout,
                classifierDropout);
    }

    /** The shape of their layers, whose dropout is the same after attention and after the dense layers. */
    public PostNormShape layerShape() {
        return new PostNormShape(
                hiddenSize,
                heads,
                feedForwardSize,
                Activation.named(activation),
                attentionDropout,
                hiddenDropout,
                0,
                hiddenDropout,
                normEpsilon);
    }
}
