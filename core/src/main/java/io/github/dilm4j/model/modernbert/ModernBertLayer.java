package io.github.dilm4j.model.modernbert;

import io.github.dilm4j.model.Pass;
import io.github.dilm4j.model.encoder.EncoderBlock;
import io.github.dilm4j.model.encoder.EncoderBlock.Rows;
import io.github.dilm4j.nn.Activation;
import io.github.dilm4j.nn.Attention;
import io.github.dilm4j.nn.Dropout;
import io.github.dilm4j.nn.LayerNorm;
import io.github.dilm4j.nn.ParameterLayout;
import io.github.dilm4j.nn.Projection;
import io.github.dilm4j.nn.Rotary;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/** One block: attention, then a gated dense layer, each on normalised states and added to them. */
final class ModernBertLayer {
    private final ModernBertConfig config;
    private final Activation activation;
    private final Optional<LayerNorm> attentionNorm;
    private final Projection queriesKeysValues; // [3 · hidden, hidden]
    private final Projection attentionOutput;
    private final LayerNorm feedForwardNorm;
    private final Projection inputAndGate; // [2 · feedForward, hidden]
    private final Projection output;

    /**
     * @param name of the layer, with its dot at the end
     * @param first whether it is the first layer, which does not normalise the embeddings again
     */
    ModernBertLayer(ParameterLayout layout, String name, boolean first, ModernBertConfig config) {
        this.config = config;
        long hidden = config.hiddenSize();
        double in = config.initializerRange();
        double out = in / Math.sqrt(2.0 * config.local().size()); // so that the sum of all layers keeps its size
        activation = Activation.named(config.activation());
        attentionNorm = first
                ? Optional.empty()
                : Optional.of(layout.layerNormWithoutBias(name + "attn_norm", hidden, config.normEpsilon()));
        queriesKeysValues = layout.projection(name + "attn.Wqkv", hidden, 3 * hidden, in);
        attentionOutput = layout.projection(name + "attn.Wo", hidden, hidden, out);
        feedForwardNorm = layout.layerNormWithoutBias(name + "mlp_norm", hidden, config.normEpsilon());
        inputAndGate = layout.projection(name + "mlp.Wi", hidden, 2L * config.feedForwardSize(), in);
        output = layout.projection(name + "mlp.Wo", config.feedForwardSize(), hidden, out);
    }

    /**
     * The layer for a batch.
     *
     * @param windowMask [1, 1, length, length], added to the scores beside the mask of the keys; 0 for all tokens
     */
    EncoderBlock with(Rotary rotary, Tensor windowMask) {
        return (x, wanted, rows, pass) -> {
            long queries = Math.min(windowMask.size(2), rows.wanted().longest());
            Tensor mask = rows.keyMask().add(windowMask.narrow(2, 0, queries));
            Tensor attended = attend(x, wanted, rows, rotary, mask, pass).add(wanted); // [wanted, hidden]
            return feedForward(feedForwardNorm.forward(attended), pass).add(attended);
        };
    }

    private Tensor attend(Tensor x, Tensor wanted, Rows rows, Rotary rotary, Tensor mask, Pass pass) {
        long hidden = config.hiddenSize();
        int heads = config.heads();
        Tensor states = normalised(x); // [tokens, hidden]
        Tensor asking = normalised(wanted); // [wanted, hidden]
        Tensor q = rotary.first(rows.wanted().longest())
                .rotate(rows.wanted().heads(queriesKeysValues.forward(asking, 0, hidden), heads));
        Tensor k = rotary.rotate(rows.tokens().heads(queriesKeysValues.forward(states, hidden, hidden), heads));
        Tensor v = rows.tokens()
                .heads(
                        queriesKeysValues.forward(states, 2 * hidden, hidden),
                        heads); // [rows, heads, longest, headSize]
        double dropout = config.attentionDropout();
        Tensor context =
                Attention.attend(new Attention.Heads(q, k, v), mask, pass.dropout(dropout), pass.attention(dropout));
        return Dropout.apply(attentionOutput.forward(rows.wanted().merged(context)), pass.dropout(dropout));
    }

    private Tensor feedForward(Tensor x, Pass pass) {
        long width = config.feedForwardSize();
        Tensor both = inputAndGate.forward(x); // [wanted, 2 · feedForward]
        Tensor gated = activation.apply(both.narrow(1, 0, width)).mul(both.narrow(1, width, width));
        return output.forward(Dropout.apply(gated, pass.dropout(config.feedForwardDropout())));
    }

    private Tensor normalised(Tensor x) {
        return attentionNorm.map(norm -> norm.forward(x)).orElse(x);
    }
}
