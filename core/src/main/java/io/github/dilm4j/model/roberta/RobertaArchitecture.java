package io.github.dilm4j.model.roberta;

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
 * RoBERTa: BERT's layers, positions counted from the padding id + 1, no pooler, and a head of two layers that reads
 * {@code <s>}. XLM-RoBERTa is the same with another name and tokenizer. They are transformers'
 * {@code RobertaForSequenceClassification} and {@code XLMRobertaForSequenceClassification}.
 */
public record RobertaArchitecture(Variant variant, EncoderModelConfig common) implements EncoderArchitecture {
    /** The two names of the architecture. */
    public enum Variant {
        ROBERTA("roberta", "RobertaForSequenceClassification"),
        XLM_ROBERTA("xlm-roberta", "XLMRobertaForSequenceClassification");

        private final String modelType;
        private final String classifier;

        Variant(String modelType, String classifier) {
            this.modelType = modelType;
            this.classifier = classifier;
        }
    }

    private static final String PREFIX = "roberta.";
    private static final EncoderModelConfig.Defaults DEFAULTS = new EncoderModelConfig.Defaults(1, 2, 1e-12);

    /** @throws InputException if the table has no position for a token */
    public RobertaArchitecture {
        if (common.maxPositions() <= common.padId() + 1) {
            throw new InputException("'max_position_embeddings' is " + common.maxPositions()
                    + ", which leaves no position for a token: they start after the padding id " + common.padId()
                    + "; use the config.json of the model that the weights belong to");
        }
    }

    /** @throws InputException if a needed key is missing or a value cannot be used */
    public static RobertaArchitecture of(Variant variant, ModelConfig json) {
        return json.named(() -> new RobertaArchitecture(variant, EncoderModelConfig.of(json, DEFAULTS)));
    }

    @Override
    public Basics basics() {
        return common.basics(common.maxPositions() - common.padId() - 1);
    }

    @Override
    public Body declareBody(ParameterLayout layout) {
        return PostNormBody.declare(layout, PREFIX, common, common.hiddenSize(), Positions.AFTER_PADDING_ID);
    }

    @Override
    public ClassificationHead declareHead(ParameterLayout layout, int labels) {
        return common.denseHead(layout, Activation.TANH, labels);
    }

    @Override
    public WeightNames names() {
        return EncoderArchitecture.relativesOfBert(PREFIX)
                .ignoring("lm_head\\..*")
                .ignoring("(roberta\\.)?pooler\\..*");
    }

    @Override
    public ObjectNode toJson() {
        ObjectNode json = common.writeTo(JsonNodeFactory.instance.objectNode().put("model_type", variant.modelType));
        json.putArray("architectures").add(variant.classifier);
        return json;
    }
}
