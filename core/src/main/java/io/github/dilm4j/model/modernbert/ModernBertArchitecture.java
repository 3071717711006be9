package io.github.dilm4j.model.modernbert;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.dilm4j.model.ClassificationHead;
import io.github.dilm4j.model.WeightNames;
import io.github.dilm4j.model.encoder.EncoderArchitecture;
import io.github.dilm4j.nn.ParameterLayout;

/**
 * ModernBERT: rotary positions, alternating attention to all tokens and to neighbours, gated layers, no biases, a
 * pretrained dense layer over [CLS] or the mean and one linear layer: transformers' {@code
 * ModernBertForSequenceClassification}.
 */
public record ModernBertArchitecture(ModernBertConfig config) implements EncoderArchitecture {
    @Override
    public Basics basics() {
        return new Basics(config.vocabularySize(), config.padId(), config.maxPositions(), config.initializerRange());
    }

    @Override
    public Body declareBody(ParameterLayout layout) {
        return new ModernBertBody(layout, config);
    }

    @Override
    public ClassificationHead declareHead(ParameterLayout layout, int labels) {
        double deviation = 1 / Math.sqrt((double) config.hiddenSize());
        return ClassificationHead.linear(
                layout.linear("classifier", config.hiddenSize(), labels, deviation), config.classifierDropout());
    }

    @Override
    public WeightNames names() {
        return WeightNames.withPrefix(ModernBertBody.PREFIX)
                .ignoring("decoder\\.(weight|bias)")
                .allowingAbsent(ModernBertBody.HEAD);
    }

    @Override
    public ObjectNode toJson() {
        ObjectNode json = config.toJson();
        json.putArray("architectures").add("ModernBertForSequenceClassification");
        return json;
    }
}
