package io.github.dilm4j.model.electra;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.dilm4j.base.InputException;
import io.github.dilm4j.model.ClassificationHead;
import io.github.dilm4j.model.ModelConfig;
import io.github.dilm4j.model.WeightNames;
import io.github.dilm4j.model.encoder.EncoderArchitecture;
import io.github.dilm4j.model.encoder.EncoderModelConfig;
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
public record ElectraArchitecture(EncoderModelConfig common, int embeddingSize) implements EncoderArchitecture {
    private static final String PREFIX = "electra.";

    /** @throws InputException if a needed key is missing or a value cannot be used */
    public static ElectraArchitecture of(ModelConfig json) {
        return new ElectraArchitecture(
                EncoderModelConfig.of(json, EncoderModelConfig.Defaults.BERT), json.integer("embedding_size", 1));
    }

    @Override
    public Basics basics() {
        return common.basics();
    }

    @Override
    public Body declareBody(ParameterLayout layout) {
        return PostNormBody.declare(layout, PREFIX, common, embeddingSize, Positions.FROM_ZERO);
    }

    /** The activation is always GELU, even if the layers use another. */
    @Override
    public ClassificationHead declareHead(ParameterLayout layout, int labels) {
        return common.denseHead(layout, Activation.GELU, labels);
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
        common.writeTo(json).put("embedding_size", embeddingSize);
        json.putArray("architectures").add("ElectraForSequenceClassification");
        return json;
    }
}
