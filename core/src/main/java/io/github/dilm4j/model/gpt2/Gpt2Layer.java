package io.github.dilm4j.model.gpt2;

import io.github.dilm4j.model.causal.AttentionContext;
import io.github.dilm4j.model.causal.CausalArchitecture.Block;
import io.github.dilm4j.model.causal.GroupedAttention;
import io.github.dilm4j.nn.Activation;
import io.github.dilm4j.nn.Attention;
import io.github.dilm4j.nn.Dropout;
import io.github.dilm4j.nn.LayerNorm;
import io.github.dilm4j.nn.Linear;
import io.github.dilm4j.nn.ParameterLayout;
import org.bytedeco.pytorch.Tensor;

/** One block: attention, then two dense layers. Each part works on its normalised input and is added to it. */
final class Gpt2Layer implements Block {
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

    @Override
    public Tensor forward(Tensor x, int layer, AttentionContext attention) {
        double dropout = attention.pass().dropout(config.residualDropout());
        Tensor joint =
                attention.packing().pad(queryKeyValue.forward(attentionNorm.forward(x))); // [rows, longest, 3 · hidden]
        Attention.Heads heads = new Attention.Heads(part(joint, 0), part(joint, 1), part(joint, 2));
        Tensor context = GroupedAttention.attend(heads, layer, attention, config.attentionDropout());
        Tensor attended = x.add(Dropout.apply(attentionOutput.forward(context), dropout)); // [tokens, hidden]
        Tensor intermediate =
                activation.apply(inner.forward(feedForwardNorm.forward(attended))); // [tokens, feedForward]
        return attended.add(Dropout.apply(output.forward(intermediate), dropout));
    }

    /** Queries (0), keys (1) or values (2) of [rows, longest, 3 · hidden] as [rows, heads, longest, headSize]. */
    private Tensor part(Tensor joint, int index) {
        long hidden = config.hiddenSize();
        return Attention.splitHeads(joint.narrow(-1, index * hidden, hidden), config.heads());
    }
}
