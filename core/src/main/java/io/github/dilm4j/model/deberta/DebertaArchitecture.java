package io.github.dilm4j.model.deberta;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.dilm4j.model.ClassificationHead;
import io.github.dilm4j.model.WeightNames;
import io.github.dilm4j.model.encoder.EncoderArchitecture;
import io.github.dilm4j.model.encoder.EncoderModelConfig;
import io.github.dilm4j.nn.Activation;
import io.github.dilm4j.nn.ParameterLayout;

/**
 * DeBERTa-v2 and -v3: BERT's blocks with attention that treats content and distance separately, and a head of two
 * layers that reads [CLS]: transformers' {@code DebertaV2ForSequenceClassification}.
 */
public record DebertaArchitecture(DebertaConfig config) implements EncoderArchitecture {
    private static final String PREFIX = "deberta.";

    @Override
    public Basics basics() {
        return config.common().basics();
    }

    @Override
    public Body declareBody(ParameterLayout layout) {
        return new DebertaBody(layout, PREFIX, config);
    }

    @Override
    public ClassificationHead declareHead(ParameterLayout layout, int labels) {
        EncoderModelConfig common = config.common();
        int hidden = common.hiddenSize();
        double deviation = common.initializerRange();
        return ClassificationHead.twoLayers(
                layout.linear("pooler.dense", hidden, hidden, deviation),
                Activation.named(config.poolerActivation()),
                layout.linear("classifier", hidden, labels, deviation),
                config.poolerDropout(),
                common.classifierDropout());
    }

    @Override
    public WeightNames names() {
        WeightNames names =
                EncoderArchitecture.relativesOfBert(PREFIX).ignoring("(lm_predictions|mask_predictions|cls)\\..*");
        return config.positionsAdded() ? names : names.ignoring(".*embeddings\\.position_embeddings\\.weight");
    }

    @Override
    public ObjectNode toJson() {
        ObjectNode json = config.toJson();
        json.putArray("architectures").add("DebertaV2ForSequenceClassification");
        return json;
    }
}
