package io.github.dilm4j.model.gpt2;

import io.github.dilm4j.model.KeyValueCache;
import io.github.dilm4j.model.Pass;
import io.github.dilm4j.model.SharedPrefix;
import io.github.dilm4j.nn.Activation;
import io.github.dilm4j.nn.Attention;
import io.github.dilm4j.nn.Attention.Kernel;
import io.github.dilm4j.nn.Dropout;
import io.github.dilm4j.nn.LayerNorm;
import io.github.dilm4j.nn.Linear;
import io.github.dilm4j.nn.ParameterLayout;
import org.bytedeco.pytorch.Tensor;

/** One block: attention, then two dense layers, each on its normalised input and added to it. */
final class Gpt2Layer {
    private final Gpt2Config config;
    private final Activation activation;
    private final LayerNorm attentionNorm;
    private final Linear queryKeyValue;
    private final Linear attentionOutput;
    private final LayerNorm feedForwardNorm;
    private final Linear inner;
    private final Linear output;

    Gpt2Layer(ParameterLayout layout, String name, Gpt2Config config) {
        long hidden = config.hiddenSize();
        double deviation = config.initializerRange();
        double residual =
                deviation / Math.sqrt(2.0 * config.layers()); // keeps the sum of all blocks' outputs in bounds
        this.config = config;
        activation = Activation.named(config.activation());
        attentionNorm = layout.layerNorm(name + "ln_1", hidden, config.normEpsilon());
        queryKeyValue = layout.inputMajorLinear(name + "attn.c_attn", hidden, 3 * hidden, deviation);
        attentionOutput = layout.inputMajorLinear(name + "attn.c_proj", hidden, hidden, residual);
        feedForwardNorm = layout.layerNorm(name + "ln_2", hidden, config.normEpsilon());
        inner = layout.inputMajorLinear(name + "mlp.c_fc", hidden, config.feedForwardSize(), deviation);
        output = layout.inputMajorLinear(name + "mlp.c_proj", config.feedForwardSize(), hidden, residual);
    }

    /**
     * @param x [batch, length, hidden]
     * @param causalMask [length, length], added to the scores
     * @return [batch, length, hidden]
     */
    Tensor forward(Tensor x, Tensor causalMask, Pass pass) {
        Tensor joint = queryKeyValue.forward(attentionNorm.forward(x)); // [batch, length, 3 · hidden]
        double dropout = config.attentionDropout();
        Tensor context = Attention.attend(
                part(joint, 0),
                part(joint, 1),
                part(joint, 2),
                causalMask,
                pass.dropout(dropout),
                pass.attention(dropout));
        return rest(x, context, pass);
    }

    /** As {@link #forward} for one further token of every row [rows, 1, hidden]. */
    Tensor decode(Tensor x, int layer, KeyValueCache cache, KeyValueCache.Step step) {
        Tensor joint = queryKeyValue.forward(attentionNorm.forward(x)); // [rows, 1, 3 · hidden]
        cache.put(layer, step, part(joint, 1), part(joint, 2));
        Tensor context = Attention.attend(
                part(joint, 0), cache.keys(layer, step), cache.values(layer, step), step.mask(), 0, Kernel.FUSED);
        return rest(x, context, Pass.EXACT);
    }

    /** As {@link #forward} in an exact pass, and adds the keys and values to {@code prefix}; one row. */
    Tensor remember(Tensor x, Tensor causalMask, SharedPrefix prefix) {
        Tensor joint = queryKeyValue.forward(attentionNorm.forward(x)); // [1, length, 3 · hidden]
        prefix.add(part(joint, 1), part(joint, 2));
        Tensor context = Attention.attend(
                part(joint, 0), part(joint, 1), part(joint, 2), causalMask, 0, Pass.EXACT.attention(0));
        return rest(x, context, Pass.EXACT);
    }

    /**
     * As {@link #forward} in an exact pass for tokens that follow a prefix.
     *
     * @param causalMask [length, prefix + length], added to the scores
     */
    Tensor forwardAfter(Tensor x, int layer, Tensor causalMask, SharedPrefix prefix) {
        Tensor joint = queryKeyValue.forward(attentionNorm.forward(x)); // [batch, length, 3 · hidden]
        Tensor keys = prefix.keys(layer, part(joint, 1)); // [batch, heads, prefix + length, headSize]
        Tensor values = prefix.values(layer, part(joint, 2)); // like keys
        Tensor context = Attention.attend(part(joint, 0), keys, values, causalMask, 0, Pass.EXACT.attention(0));
        return rest(x, context, Pass.EXACT);
    }

    /** Queries (0), keys (1) or values (2) of [batch, length, 3 · hidden] as [batch, heads, length, headSize]. */
    private Tensor part(Tensor joint, int index) {
        long hidden = config.hiddenSize();
        return Attention.splitHeads(joint.narrow(-1, index * hidden, hidden), config.heads());
    }

    private Tensor rest(Tensor x, Tensor context, Pass pass) {
        double dropout = pass.dropout(config.residualDropout());
        Tensor attended = attentionOutput.forward(Attention.mergeHeads(context)); // [batch, length, hidden]
        Tensor sum = x.add(Dropout.apply(attended, dropout)); // [batch, length, hidden]
        Tensor wide = activation.apply(inner.forward(feedForwardNorm.forward(sum))); // [batch, length, feedForward]
        return sum.add(Dropout.apply(output.forward(wide), dropout));
    }
}
