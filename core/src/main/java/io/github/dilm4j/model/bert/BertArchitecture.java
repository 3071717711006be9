package io.github.dilm4j.model.bert;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.dilm4j.model.ClassificationHead;
import io.github.dilm4j.model.WeightNames;
import io.github.dilm4j.model.encoder.EncoderArchitecture;
import io.github.dilm4j.model.encoder.EncoderModelConfig;
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
    static PostNormBody layers(ParameterLayout layout, EncoderModelConfig common) {
        return PostNormBody.declare(layout, PREFIX, common, common.hiddenSize(), Positions.FROM_ZERO);
    }

    @Override
    public Basics basics() {
        return config.common().basics();
    }

    @Override
    public Body declareBody(ParameterLayout layout) {
        EncoderModelConfig common = config.common();
        PostNormBody body = layers(layout, common);
        Linear pooler = layout.linear(POOLER + "dense", common.hiddenSize(), common.hiddenSize());
        return new PooledBody(body, pooler);
    }

    @Override
    public ClassificationHead declareHead(ParameterLayout layout, int labels) {
        EncoderModelConfig common = config.common();
        return ClassificationHead.linear(
                layout.linear("classifier", common.hiddenSize(), labels, common.initializerRange()),
                common.classifierDropout());
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
