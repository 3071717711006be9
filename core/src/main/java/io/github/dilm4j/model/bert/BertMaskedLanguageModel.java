package io.github.dilm4j.model.bert;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.model.Checkpoints;
import io.github.dilm4j.model.ModelFolder;
import io.github.dilm4j.model.Pass;
import io.github.dilm4j.model.encoder.EncoderModelConfig;
import io.github.dilm4j.model.encoder.PostNormBody;
import io.github.dilm4j.nn.Activation;
import io.github.dilm4j.nn.LayerNorm;
import io.github.dilm4j.nn.Linear;
import io.github.dilm4j.nn.PaddedBatch;
import io.github.dilm4j.nn.Parameter;
import io.github.dilm4j.nn.ParameterLayout;
import io.github.dilm4j.nn.Parameters;
import io.github.dilm4j.tensor.Device;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Consumer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * BERT that predicts masked tokens: transformers' {@code BertForMaskedLM}, whose decoder is the table of word vectors.
 * The folder it writes opens as a {@link BertArchitecture classifier} too. For one thread at a time.
 */
public final class BertMaskedLanguageModel implements AutoCloseable {
    private static final String HEAD = "cls.predictions.";

    private final BertConfig config;
    private final int hidden;
    private final PostNormBody body;
    private final Activation activation;
    private final Linear transform;
    private final LayerNorm transformNorm;
    private final Parameter decoderBias;
    private final Parameters parameters;

    /** @param check checks the layout before it takes memory */
    private BertMaskedLanguageModel(BertConfig config, Device device, Consumer<ParameterLayout> check) {
        this.config = config;
        EncoderModelConfig common = config.common();
        hidden = common.hiddenSize();
        ParameterLayout layout = new ParameterLayout(common.initializerRange());
        body = BertArchitecture.layers(layout, common);
        activation = Activation.named(common.activation());
        transform = layout.linear(HEAD + "transform.dense", hidden, hidden);
        transformNorm = layout.layerNorm(HEAD + "transform.LayerNorm", hidden, common.normEpsilon());
        decoderBias = layout.add(HEAD + "bias", Parameter.Kind.BIAS, 0, common.vocabularySize());
        check.accept(layout);
        parameters = layout.allocate(device);
    }

    /** A model with new weights, for pretraining from scratch. */
    public static BertMaskedLanguageModel create(BertConfig config, long seed, Device device) {
        BertMaskedLanguageModel model = new BertMaskedLanguageModel(config, device, layout -> {});
        model.parameters.initialise(new RandomStreams(seed));
        return model;
    }

    /**
     * Loads the folder of a BERT with a masked language model's head.
     *
     * @throws InputException if the config or the weights cannot be used
     */
    public static BertMaskedLanguageModel load(ModelFolder folder, Device device) {
        BertMaskedLanguageModel model = new BertMaskedLanguageModel(
                BertConfig.of(folder.config()), device, Checkpoints.plausibleFor(folder.path()));
        try {
            Set<String> absent = Checkpoints.load(
                            folder.path(),
                            model.parameters,
                            BertArchitecture.NAMES
                                    .ignoring("cls\\.predictions\\.decoder\\.(weight|bias)")
                                    .ignoring("(bert\\.)?pooler\\..*"))
                    .absent();
            if (!absent.isEmpty()) {
                throw new IllegalStateException("every weight is required, but " + absent + " is absent");
            }
            return model;
        } catch (InputException e) {
            model.close();
            throw e;
        }
    }

    public BertConfig config() {
        return config;
    }

    public Parameters parameters() {
        return parameters;
    }

    /**
     * Logits over the vocabulary, at the given positions only.
     *
     * @param positions [n] int64, {@code row · length + column} in the padded batch
     * @return [n, vocabulary]
     */
    public Tensor logits(PaddedBatch batch, Tensor positions, Pass pass) {
        Tensor states = body.hiddenStates(batch, pass).view(-1, hidden); // [batch · length, hidden]
        Tensor predicted = states.index_select(0, positions); // [n, hidden]
        Tensor transformed = transformNorm.forward(activation.apply(transform.forward(predicted))); // [n, hidden]
        return torch.linear(transformed, body.embeddings().wordTable(), new TensorOptional(decoderBias.tensor()));
    }

    /** Writes config.json and model.safetensors, which transformers opens as a masked language model. */
    public void save(Path folder) {
        ObjectNode json = config.toJson();
        json.putArray("architectures").add("BertForMaskedLM");
        Checkpoints.save(folder, parameters, json);
    }

    @Override
    public void close() {
        parameters.close();
    }
}
