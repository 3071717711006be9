package io.github.dilm4j.model.bert;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.dilm4j.model.ClassificationHead;
import io.github.dilm4j.model.WeightNames;
import io.github.dilm4j.model.encoder.EncoderArchitecture;
import io.github.dilm4j.model.encoder.EncoderFigures;
import io.github.dilm4j.model.encoder.PooledBody;
import io.github.dilm4j.model.encoder.PostNormBody;
import io.github.dilm4j.model.encoder.TokenEmbeddings.Positions;
import io.github.dilm4j.nn.Linear;
import io.github.dilm4j.nn.ParameterLayout;

/** BERT, a pooler over [CLS] and one linear layer: transformers' {@code BertForSequenceClassification}. */
public record BertArchitecture(BertConfig config) implements EncoderArchitecture {
    private static final String PREFIX = "bert.";
    private static final String POOLER = PREFIX + "pooler.";

    /** Old spellings, and the parts of other heads that BERT checkpoints carry. */
    static final WeightNames NAMES =
            EncoderArchitecture.relativesOfBert(PREFIX).ignoring("cls\\.seq_relationship\\..*");

    /** Embeddings and layers, which all BERT models share. */
    static PostNormBody layers(ParameterLayout layout, EncoderFigures figures) {
        return PostNormBody.declare(layout, PREFIX, figures, figures.hiddenSize(), Positions.FROM_ZERO);
    }

    @Override
    public int vocabularySize() {
        return config.figures().vocabularySize();
    }

    @Override
    public int padId() {
        return config.figures().padId();
    }

    @Override
    public int maxTokens() {
        return config.figures().maxPositions();
    }

    @Override
    public double initializerRange() {
        return config.figures().initializerRange();
    }

    @Override
    public Body declareBody(ParameterLayout layout) {
        EncoderFigures figures = config.figures();
        PostNormBody body = layers(layout, figures);
        Linear pooler = layout.linear(POOLER + "dense", figures.hiddenSize(), figures.hiddenSize());
        return new PooledBody(body, pooler);
    }

    @Override
    public ClassificationHead declareHead(ParameterLayout layout, int labels) {
        EncoderFigures figures = config.figures();
        return ClassificationHead.linear(
                layout.linear("classifier", figures.hiddenSize(), labels, figures.initializerRange()),
                figures.classifierDropout());
    }

    @Override
    public WeightNames names() {
        return NAMES.ignoring("cls\\.predictions\\..*").allowingAbsent(POOLER);
    }

    @Override
    public ObjectNode toJson() {
        ObjectNode json = config.toJson();
        json.putArray("architectures").add("BertForSequenceClassification");
        return json;
    }
}
