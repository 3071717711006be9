package io.github.dilm4j.model.modernbert;

import io.github.dilm4j.model.Pass;
import io.github.dilm4j.model.encoder.EncoderArchitecture;
import io.github.dilm4j.model.encoder.EncoderBlock;
import io.github.dilm4j.model.encoder.LayerStack;
import io.github.dilm4j.nn.Activation;
import io.github.dilm4j.nn.Dropout;
import io.github.dilm4j.nn.Embedding;
import io.github.dilm4j.nn.LayerNorm;
import io.github.dilm4j.nn.PaddedBatch;
import io.github.dilm4j.nn.ParameterLayout;
import io.github.dilm4j.nn.Projection;
import io.github.dilm4j.nn.Rotary;
import io.github.dilm4j.nn.RotaryFrequencies;
import io.github.dilm4j.tensor.Autocast;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Embeddings, layers and the head's pretrained dense layer; the first token represents the sequence. */
final class ModernBertBody implements EncoderArchitecture.Body {
    static final String PREFIX = "model.";
    static final String HEAD = "head.";

    private final ModernBertConfig config;
    private final Embedding words;
    private final LayerNorm embeddingNorm;
    private final List<ModernBertLayer> layers = new ArrayList<>();
    private final LayerNorm finalNorm;
    private final Projection headDense;
    private final LayerNorm headNorm;

    ModernBertBody(ParameterLayout layout, ModernBertConfig config) {
        this.config = config;
        long hidden = config.hiddenSize();
        double epsilon = config.normEpsilon();
        words = layout.embedding(PREFIX + "embeddings.tok_embeddings", config.vocabularySize(), hidden);
        embeddingNorm = layout.layerNormWithoutBias(PREFIX + "embeddings.norm", hidden, epsilon);
        for (int i = 0; i < config.local().size(); i++) {
            layers.add(new ModernBertLayer(layout, PREFIX + "layers." + i + ".", i == 0, config));
        }
        finalNorm = layout.layerNormWithoutBias(PREFIX + "final_norm", hidden, epsilon);
        headDense = layout.projection(HEAD + "dense", hidden, hidden, config.initializerRange());
        headNorm = layout.layerNormWithoutBias(HEAD + "norm", hidden, epsilon);
    }

    @Override
    public Tensor hiddenStates(PaddedBatch batch, Pass pass) {
        return finalNorm.forward(layersFor(batch).hiddenStates(embed(batch, pass), batch, pass));
    }

    @Override
    public Tensor summaryStates(PaddedBatch batch, Pass pass) {
        return finalNorm.forward(layersFor(batch).firstStates(embed(batch, pass), batch, pass));
    }

    @Override
    public Tensor features(PaddedBatch batch, Pass pass) {
        Tensor pooled = config.meanPooled() ? mean(batch, pass) : summaryStates(batch, pass); // [batch, hidden]
        Tensor dense = Autocast.exactly(pooled, headDense::forward); // [batch, hidden]
        return headNorm.forward(Activation.named(config.headActivation()).apply(dense));
    }

    /** [tokens, hidden]. */
    private Tensor embed(PaddedBatch batch, Pass pass) {
        Tensor ids = batch.packing().packRows(batch.ids()); // [tokens]
        Tensor vectors = embeddingNorm.forward(words.forward(ids)); // [tokens, hidden]
        return Dropout.apply(vectors, pass.dropout(config.embeddingDropout()));
    }

    private LayerStack layersFor(PaddedBatch batch) {
        int length = Math.toIntExact(batch.ids().size(1));
        Tensor keyMask = batch.keyMask(); // for the device
        Tensor positions = batch.packing().paddedPositions(0); // [length]
        Rotary global =
                RotaryFrequencies.of(config.headSize(), config.globalTheta()).at(positions);
        Rotary local =
                RotaryFrequencies.of(config.headSize(), config.localTheta()).at(positions);
        Tensor everywhere =
                Tensors.zeros(ScalarType.Float, Device.CPU, 1, 1, 1, 1).to(keyMask.device(), ScalarType.Float);
        Tensor window = windowMask(length).to(keyMask.device(), ScalarType.Float); // [1, 1, length, length]
        List<EncoderBlock> blocks = new ArrayList<>();
        for (int i = 0; i < layers.size(); i++) {
            boolean near = config.local().get(i);
            blocks.add(layers.get(i).with(near ? local : global, near ? window : everywhere));
        }
        return new LayerStack(blocks);
    }

    /** 0 where two tokens are at most the window apart. */
    private Tensor windowMask(int length) {
        float[] mask = new float[length * length];
        for (int query = 0; query < length; query++) {
            for (int key = 0; key < length; key++) {
                mask[query * length + key] = Math.abs(query - key) <= config.window() ? 0 : PaddedBatch.MASKED_LOGIT;
            }
        }
        return Tensors.of(mask, Device.CPU, 1, 1, length, length);
    }

    /** The mean of the tokens' states [batch, hidden]. */
    private Tensor mean(PaddedBatch batch, Pass pass) {
        Tensor tokens = batch.keyMask()
                .eq(Tensors.zeros(ScalarType.Float, Device.CPU, 1)
                        .to(batch.keyMask().device(), ScalarType.Float))
                .to(ScalarType.Float)
                .squeeze(1); // [batch, 1, length]
        Tensor shares = tokens.div(tokens.sum(new long[] {2}, true, new org.bytedeco.pytorch.ScalarTypeOptional()));
        return shares.matmul(hiddenStates(batch, pass)).squeeze(1);
    }
}
