package io.github.dilm4j.model.electra;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.dilm4j.base.InputException;
import io.github.dilm4j.model.ClassificationHead;
import io.github.dilm4j.model.ModelConfig;
import io.github.dilm4j.model.WeightNames;
import io.github.dilm4j.model.encoder.EncoderArchitecture;
import io.github.dilm4j.model.encoder.EncoderFigures;
import io.github.dilm4j.model.encoder.PostNormBody;
import io.github.dilm4j.model.encoder.TokenEmbeddings.Positions;
import io.github.dilm4j.nn.Activation;
import io.github.dilm4j.nn.ParameterLayout;

/**
 * ELECTRA: BERT's layers over embeddings that may be narrower, and a head of two layers that reads [CLS]: transformers'
 * {@code ElectraForSequenceClassification}.
 *
 * @param embeddingSize width of the embeddings; they are projected if it is not the hidden size
 */
public record ElectraArchitecture(EncoderFigures figures, int embeddingSize) implements EncoderArchitecture {
    private static final String PREFIX = "electra.";

    /** @throws InputException if a needed key is missing or a value cannot be used */
    public static ElectraArchitecture of(ModelConfig json) {
        return new ElectraArchitecture(
                EncoderFigures.of(json, EncoderFigures.Defaults.BERT), json.integer("embedding_size", 1));
    }

    @Override
    public int vocabularySize() {
        return figures.vocabularySize();
    }

    @Override
    public int padId() {
        return figures.padId();
    }

    @Override
    public int maxTokens() {
        return figures.maxPositions();
    }

    @Override
    public double initializerRange() {
        return figures.initializerRange();
    }

    @Override
    public Body declareBody(ParameterLayout layout) {
        return PostNormBody.declare(layout, PREFIX, figures, embeddingSize, Positions.FROM_ZERO);
    }

    /** The activation is GELU, whatever that of the layers. */
    @Override
    public ClassificationHead declareHead(ParameterLayout layout, int labels) {
        int hidden = figures.hiddenSize();
        double deviation = figures.initializerRange();
        return ClassificationHead.twoLayers(
                layout.linear("classifier.dense", hidden, hidden, deviation),
                Activation.GELU,
                layout.linear("classifier.out_proj", hidden, labels, deviation),
                figures.classifierDropout(),
                figures.classifierDropout());
    }

    @Override
    public WeightNames names() {
        return EncoderArchitecture.relativesOfBert(PREFIX)
                .ignoring("discriminator_predictions\\..*")
                .ignoring("generator_(predictions|lm_head)\\..*");
    }

    @Override
    public ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("model_type", "electra");
        figures.writeTo(json).put("embedding_size", embeddingSize);
        json.putArray("architectures").add("ElectraForSequenceClassification");
        return json;
    }
}
