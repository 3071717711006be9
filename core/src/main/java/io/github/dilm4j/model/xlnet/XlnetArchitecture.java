package io.github.dilm4j.model.xlnet;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.dilm4j.model.ClassificationHead;
import io.github.dilm4j.model.WeightNames;
import io.github.dilm4j.model.encoder.EncoderArchitecture;
import io.github.dilm4j.nn.Activation;
import io.github.dilm4j.nn.ParameterLayout;

/**
 * XLNet for whole texts: relative positions, unlimited length, and a head of two layers that reads the last
 * token, {@code <cls>}: transformers' {@code XLNetForSequenceClassification}.
 */
public record XlnetArchitecture(XlnetConfig config) implements EncoderArchitecture {
    private static final String PREFIX = "transformer.";

    @Override
    public Basics basics() {
        return new Basics(config.vocabularySize(), config.padId(), Integer.MAX_VALUE, config.initializerRange());
    }

    @Override
    public Body declareBody(ParameterLayout layout) {
        return new XlnetBody(layout, PREFIX, config);
    }

    @Override
    public ClassificationHead declareHead(ParameterLayout layout, int labels) {
        int hidden = config.hiddenSize();
        double deviation = config.initializerRange();
        return ClassificationHead.twoLayers(
                layout.linear("sequence_summary.summary", hidden, hidden, deviation),
                Activation.TANH,
                layout.linear("logits_proj", hidden, labels, deviation),
                0,
                config.summaryDropout());
    }

    @Override
    public WeightNames names() {
        return WeightNames.withPrefix(PREFIX).ignoring("lm_loss\\..*");
    }

    @Override
    public ObjectNode toJson() {
        ObjectNode json = config.toJson();
        json.putArray("architectures").add("XLNetForSequenceClassification");
        return json;
    }
}
