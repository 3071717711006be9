package io.github.dilm4j.model.distilbert;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.dilm4j.model.ClassificationHead;
import io.github.dilm4j.model.WeightNames;
import io.github.dilm4j.model.encoder.EncoderArchitecture;
import io.github.dilm4j.model.encoder.LayerStack;
import io.github.dilm4j.model.encoder.PostNormBody;
import io.github.dilm4j.model.encoder.PostNormFeedForward;
import io.github.dilm4j.model.encoder.PostNormNames;
import io.github.dilm4j.model.encoder.PostNormShape;
import io.github.dilm4j.model.encoder.TokenEmbeddings;
import io.github.dilm4j.model.encoder.TokenEmbeddings.Positions;
import io.github.dilm4j.nn.Activation;
import io.github.dilm4j.nn.ParameterLayout;
import java.util.Optional;

/**
 * DistilBERT: BERT's layers under other names, without types and pooler, and a head of two layers that reads [CLS]:
 * transformers' {@code DistilBertForSequenceClassification}.
 */
public record DistilBertArchitecture(DistilBertConfig config) implements EncoderArchitecture {
    private static final String PREFIX = "distilbert.";
    private static final double NORM_EPSILON = 1e-12;
    private static final PostNormNames LAYER_PARTS = new PostNormNames(
            "attention.q_lin",
            "attention.k_lin",
            "attention.v_lin",
            "attention.out_lin",
            new PostNormFeedForward.Names("sa_layer_norm", "ffn.lin1", "ffn.lin2", "output_layer_norm"));

    @Override
    public Basics basics() {
        return new Basics(config.vocabularySize(), config.padId(), config.maxPositions(), config.initializerRange());
    }

    @Override
    public Body declareBody(ParameterLayout layout) {
        TokenEmbeddings embeddings = new TokenEmbeddings(
                layout,
                PREFIX,
                new TokenEmbeddings.Shape(
                        config.vocabularySize(),
                        config.hiddenSize(),
                        config.maxPositions(),
                        0,
                        config.padId(),
                        Positions.FROM_ZERO,
                        NORM_EPSILON,
                        config.dropout()));
        PostNormShape shape = new PostNormShape(
                config.hiddenSize(),
                config.heads(),
                config.feedForwardSize(),
                Activation.named(config.activation()),
                config.attentionDropout(),
                0, // no dropout between attention and norm
                0,
                config.dropout(),
                NORM_EPSILON);
        LayerStack layers =
                LayerStack.declare(layout, PREFIX + "transformer.layer.", LAYER_PARTS, shape, config.layers());
        return new PostNormBody(embeddings, Optional.empty(), layers);
    }

    @Override
    public ClassificationHead declareHead(ParameterLayout layout, int labels) {
        int hidden = config.hiddenSize();
        double deviation = config.initializerRange();
        return ClassificationHead.twoLayers(
                layout.linear("pre_classifier", hidden, hidden, deviation),
                Activation.RELU,
                layout.linear("classifier", hidden, labels, deviation),
                0,
                config.classifierDropout());
    }

    @Override
    public WeightNames names() {
        return EncoderArchitecture.relativesOfBert(PREFIX).ignoring("vocab_(transform|layer_norm|projector)\\..*");
    }

    @Override
    public ObjectNode toJson() {
        ObjectNode json = config.toJson();
        json.putArray("architectures").add("DistilBertForSequenceClassification");
        return json;
    }
}
