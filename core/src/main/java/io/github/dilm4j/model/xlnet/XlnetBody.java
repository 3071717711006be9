package io.github.dilm4j.model.xlnet;

import io.github.dilm4j.model.Pass;
import io.github.dilm4j.model.encoder.EncoderArchitecture;
import io.github.dilm4j.model.encoder.PostNormFeedForward;
import io.github.dilm4j.nn.Dropout;
import io.github.dilm4j.nn.Embedding;
import io.github.dilm4j.nn.PaddedBatch;
import io.github.dilm4j.nn.Parameter.Kind;
import io.github.dilm4j.nn.ParameterLayout;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Embeddings and layers; the last token represents the sequence. */
final class XlnetBody implements EncoderArchitecture.Body {
    private static final double LONGEST_WAVE = 10_000; // as in Vaswani et al. 2017, section 3.5
    private static final PostNormFeedForward.Names PARTS =
            new PostNormFeedForward.Names("rel_attn.layer_norm", "ff.layer_1", "ff.layer_2", "ff.layer_norm");

    private record Layer(RelativeAttention attention, PostNormFeedForward feedForward) {
        /** [batch, length, hidden] to the same. */
        Tensor forward(Tensor x, Tensor distances, Tensor otherSegment, Tensor keyMask, Pass pass) {
            return feedForward.forward(attention.forward(x, distances, otherSegment, keyMask, pass), x, pass);
        }
    }

    private final XlnetConfig config;
    private final Embedding words;
    private final List<Layer> layers = new ArrayList<>();

    XlnetBody(ParameterLayout layout, String prefix, XlnetConfig config) {
        this.config = config;
        words = layout.embedding(prefix + "word_embedding", config.vocabularySize(), config.hiddenSize());
        // pretraining's query vector: kept for the checkpoint, without decay, since nothing trains it
        layout.add(prefix + "mask_emb", Kind.BIAS, 0, 1, 1, config.hiddenSize());
        for (int i = 0; i < config.layers(); i++) {
            String name = prefix + "layer." + i + ".";
            layers.add(new Layer(
                    new RelativeAttention(layout, name + "rel_attn.", config.layerShape(), config.initializerRange()),
                    new PostNormFeedForward(layout, name, PARTS, config.layerShape())));
        }
    }

    @Override
    public Tensor hiddenStates(PaddedBatch batch, Pass pass) {
        double dropout = pass.dropout(config.dropout());
        Tensor x = Dropout.apply(words.forward(batch.ids()), dropout); // [batch, length, hidden]
        Tensor distances = distances(x, dropout); // [batch or 1, 2 · length, hidden]
        Tensor types = batch.typeIds(); // [batch, length]
        Tensor otherSegment = types.unsqueeze(2).ne(types.unsqueeze(1)).unsqueeze(1); // [batch, 1, queries, keys]
        for (Layer layer : layers) {
            Tensor before = x;
            x = Tensors.inScope(() -> layer.forward(before, distances, otherSegment, batch.keyMask(), pass));
        }
        return Dropout.apply(x, dropout);
    }

    @Override
    public Tensor summaryStates(PaddedBatch batch, Pass pass) {
        Tensor states = hiddenStates(batch, pass); // [batch, length, hidden]
        long length = states.size(1);
        long[] last = new long[batch.rows()];
        for (int row = 0; row < last.length; row++) {
            last[row] = row * length + batch.lengths()[row] - 1;
        }
        Tensor places = Tensors.of(last, Device.CPU, last.length).to(states.device(), ScalarType.Long);
        return states.reshape(-1, config.hiddenSize()).index_select(0, places);
    }

    /**
     * Sines and cosines of the distances from length down to 1 − length [1, 2 · length, hidden]; with dropout,
     * separately for each row [batch, 2 · length, hidden].
     */
    private Tensor distances(Tensor x, double dropout) {
        int length = Math.toIntExact(x.size(1));
        float[] distances = new float[2 * length];
        for (int i = 0; i < distances.length; i++) {
            distances[i] = length - i;
        }
        float[] frequencies = new float[config.hiddenSize() / 2];
        for (int i = 0; i < frequencies.length; i++) {
            frequencies[i] = (float) Math.pow(LONGEST_WAVE, -2.0 * i / config.hiddenSize());
        }
        Tensor angles = floats(distances, x).unsqueeze(1).mul(floats(frequencies, x)); // [2 · length, hidden / 2]
        Tensor codes =
                torch.cat(new TensorVector(angles.sin(), angles.cos()), -1).unsqueeze(0); // [1, 2 · length, hidden]
        return dropout == 0 ? codes : Dropout.apply(codes.expand(x.size(0), -1, -1), dropout);
    }

    private static Tensor floats(float[] values, Tensor like) {
        return Tensors.of(values, Device.CPU, values.length).to(like.device(), ScalarType.Float);
    }
}
