package io.github.dilm4j.model.albert;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.dilm4j.base.InputException;
import io.github.dilm4j.model.ClassificationHead;
import io.github.dilm4j.model.ModelConfig;
import io.github.dilm4j.model.WeightNames;
import io.github.dilm4j.model.encoder.EncoderArchitecture;
import io.github.dilm4j.model.encoder.EncoderBlock;
import io.github.dilm4j.model.encoder.EncoderModelConfig;
import io.github.dilm4j.model.encoder.LayerStack;
import io.github.dilm4j.model.encoder.PooledBody;
import io.github.dilm4j.model.encoder.PostNormBody;
import io.github.dilm4j.model.encoder.PostNormFeedForward;
import io.github.dilm4j.model.encoder.PostNormNames;
import io.github.dilm4j.model.encoder.PostNormShape;
import io.github.dilm4j.model.encoder.TokenEmbeddings;
import io.github.dilm4j.model.encoder.TokenEmbeddings.Positions;
import io.github.dilm4j.nn.Activation;
import io.github.dilm4j.nn.Linear;
import io.github.dilm4j.nn.ParameterLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * ALBERT: narrow embeddings, BERT's layers with their weights shared among the layers of a group, a pooler over [CLS]
 * and one linear layer: transformers' {@code AlbertForSequenceClassification}.
 *
 * @param common its {@code layers} is the number of passes through groups
 * @param embeddingSize width of the embeddings, which are always projected
 * @param groups number of layer groups with separate weights; consecutive layers belong
 *     together
 * @param layersPerGroup layers of one group, passed through one after the other each time
 */
public record AlbertArchitecture(EncoderModelConfig common, int embeddingSize, int groups, int layersPerGroup)
        implements EncoderArchitecture {
    private static final String PREFIX = "albert.";
    private static final String POOLER = PREFIX + "pooler";
    private static final PostNormNames LAYER_PARTS = new PostNormNames(
            "attention.query",
            "attention.key",
            "attention.value",
            "attention.dense",
            new PostNormFeedForward.Names("attention.LayerNorm", "ffn", "ffn_output", "full_layer_layer_norm"));

    /** @throws InputException if a needed key is missing or a value cannot be used */
    public static AlbertArchitecture of(ModelConfig json) {
        EncoderModelConfig read = EncoderModelConfig.of(json, EncoderModelConfig.Defaults.ALBERT);
        return new AlbertArchitecture(
                read.withClassifierDropout(json.probability("classifier_dropout_prob", 0.1)),
                json.integer("embedding_size", 1),
                json.integer("num_hidden_groups", 1, 1),
                json.integer("inner_group_num", 1, 1));
    }

    @Override
    public Basics basics() {
        return common.basics();
    }

    @Override
    public Body declareBody(ParameterLayout layout) {
        int hidden = common.hiddenSize();
        TokenEmbeddings embeddings = new TokenEmbeddings(
                layout, PREFIX, TokenEmbeddings.Shape.of(common, embeddingSize, Positions.FROM_ZERO));
        Linear projection = layout.linear(PREFIX + "encoder.embedding_hidden_mapping_in", embeddingSize, hidden);
        PostNormBody body = new PostNormBody(embeddings, Optional.of(projection), declareLayers(layout));
        return new PooledBody(body, layout.linear(POOLER, hidden, hidden));
    }

    @Override
    public ClassificationHead declareHead(ParameterLayout layout, int labels) {
        return ClassificationHead.linear(
                layout.linear("classifier", common.hiddenSize(), labels, common.initializerRange()),
                common.classifierDropout());
    }

    @Override
    public WeightNames names() {
        return EncoderArchitecture.relativesOfBert(PREFIX)
                .ignoring("(predictions|sop_classifier)\\..*")
                .allowingAbsent(POOLER);
    }

    @Override
    public ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("model_type", "albert");
        common.writeTo(json)
                .put("embedding_size", embeddingSize)
                .put("num_hidden_groups", groups)
                .put("inner_group_num", layersPerGroup)
                .put("classifier_dropout_prob", common.classifierDropout())
                .remove("classifier_dropout");
        json.putArray("architectures").add("AlbertForSequenceClassification");
        return json;
    }

    private LayerStack declareLayers(ParameterLayout layout) {
        PostNormShape shape = new PostNormShape(
                common.hiddenSize(),
                common.heads(),
                common.feedForwardSize(),
                Activation.named(common.activation()),
                common.attentionDropout(),
                common.hiddenDropout(),
                0,
                0, // no dropout between the dense layers and the norm
                common.normEpsilon());
        List<LayerStack> shared = new ArrayList<>();
        for (int group = 0; group < groups; group++) {
            String name = PREFIX + "encoder.albert_layer_groups." + group + ".albert_layers.";
            shared.add(LayerStack.declare(layout, name, LAYER_PARTS, shape, layersPerGroup));
        }
        List<EncoderBlock> passed = new ArrayList<>();
        for (int i = 0; i < common.layers(); i++) {
            passed.addAll(shared.get(i * groups / common.layers()).layers());
        }
        return new LayerStack(passed);
    }
}
