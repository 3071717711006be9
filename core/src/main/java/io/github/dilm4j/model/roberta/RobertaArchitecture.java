package io.github.dilm4j.model.roberta;

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
 * RoBERTa: BERT's layers, positions counted from the padding id + 1, no pooler, and a head of two layers that reads
 * {@code <s>}. XLM-RoBERTa is the same with another name and tokenizer. They are transformers'
 * {@code RobertaForSequenceClassification} and {@code XLMRobertaForSequenceClassification}.
 */
public record RobertaArchitecture(Variant variant, EncoderFigures figures) implements EncoderArchitecture {
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
    private static final EncoderFigures.Defaults DEFAULTS = new EncoderFigures.Defaults(1, 2, 1e-12);

    /** @throws InputException if there is no position for a single token */
    public RobertaArchitecture {
        if (figures.maxPositions() <= figures.padId() + 1) {
            throw new InputException("'max_position_embeddings' is " + figures.maxPositions()
                    + ", which leaves no position for a token: they start after the padding id " + figures.padId()
                    + "; use the config.json of the model that the weights belong to");
        }
    }

    /** @throws InputException if a needed key is missing or a value cannot be used */
    public static RobertaArchitecture of(Variant variant, ModelConfig json) {
        return json.named(() -> new RobertaArchitecture(variant, EncoderFigures.of(json, DEFAULTS)));
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
        return figures.maxPositions() - figures.padId() - 1;
    }

    @Override
    public double initializerRange() {
        return figures.initializerRange();
    }

    @Override
    public Body declareBody(ParameterLayout layout) {
        return PostNormBody.declare(layout, PREFIX, figures, figures.hiddenSize(), Positions.AFTER_PADDING_ID);
    }

    @Override
    public ClassificationHead declareHead(ParameterLayout layout, int labels) {
        int hidden = figures.hiddenSize();
        double deviation = figures.initializerRange();
        return ClassificationHead.twoLayers(
                layout.linear("classifier.dense", hidden, hidden, deviation),
                Activation.TANH,
                layout.linear("classifier.out_proj", hidden, labels, deviation),
                figures.classifierDropout(),
                figures.classifierDropout());
    }

    @Override
    public WeightNames names() {
        return EncoderArchitecture.relativesOfBert(PREFIX)
                .ignoring("lm_head\\..*")
                .ignoring("(roberta\\.)?pooler\\..*");
    }

    @Override
    public ObjectNode toJson() {
        ObjectNode json = figures.writeTo(JsonNodeFactory.instance.objectNode().put("model_type", variant.modelType));
        json.putArray("architectures").add(variant.classifier);
        return json;
    }
}
