package io.github.dilm4j.model.opt;

import io.github.dilm4j.model.causal.AttentionContext;
import io.github.dilm4j.model.causal.CausalArchitecture.Block;
import io.github.dilm4j.model.causal.GroupedAttention;
import io.github.dilm4j.nn.Attention;
import io.github.dilm4j.nn.Dropout;
import io.github.dilm4j.nn.LayerNorm;
import io.github.dilm4j.nn.Linear;
import io.github.dilm4j.nn.ParameterLayout;
import org.bytedeco.pytorch.Tensor;

/** One block: attention, then two dense layers, each added to its input, with normalisation before or after. */
final class OptLayer implements Block {
    private final OptConfig config;
    private final LayerNorm attentionNorm;
    private final Linear queries;
    private final Linear keys;
    private final Linear values;
    private final Linear attentionOutput;
    private final LayerNorm feedForwardNorm;
    private final Linear inner;
    private final Linear output;

    /** @param name of the layer, with its dot at the end */
    OptLayer(ParameterLayout layout, String name, OptConfig config) {
        this.config = config;
        long hidden = config.common().hiddenSize();
        long intermediate = config.common().feedForwardSize();
        String attention = name + "self_attn.";
        attentionNorm = layout.layerNorm(name + "self_attn_layer_norm", hidden, OptArchitecture.NORM_EPSILON);
        queries = layout.linear(attention + "q_proj", hidden, hidden);
        keys = layout.linear(attention + "k_proj", hidden, hidden);
        values = layout.linear(attention + "v_proj", hidden, hidden);
        attentionOutput = layout.linear(attention + "out_proj", hidden, hidden);
        feedForwardNorm = layout.layerNorm(name + "final_layer_norm", hidden, OptArchitecture.NORM_EPSILON);
        inner = layout.linear(name + "fc1", hidden, intermediate);
        output = layout.linear(name + "fc2", intermediate, hidden);
    }

    @Override
    public Tensor forward(Tensor x, int layer, AttentionContext attention) {
        double dropout = attention.pass().dropout(config.dropout());
        Tensor states = before(attentionNorm, x); // [tokens, hidden]
        Attention.Heads heads = new Attention.Heads(
                heads(queries, states, attention), heads(keys, states, attention), heads(values, states, attention));
        Tensor context = GroupedAttention.attend(heads, layer, attention, config.attentionDropout());
        Tensor added = x.add(Dropout.apply(attentionOutput.forward(context), dropout)); // [tokens, hidden]
        Tensor attended = after(attentionNorm, added);
        Tensor intermediate = config.activation().apply(inner.forward(before(feedForwardNorm, attended)));
        return after(feedForwardNorm, attended.add(Dropout.apply(output.forward(intermediate), dropout)));
    }

    private Tensor before(LayerNorm norm, Tensor x) {
        return config.normsFirst() ? norm.forward(x) : x;
    }

    private Tensor after(LayerNorm norm, Tensor x) {
        return config.normsFirst() ? x : norm.forward(x);
    }

    /** [rows, heads, longest, headSize]. */
    private Tensor heads(Linear layer, Tensor states, AttentionContext attention) {
        return attention.packing().heads(layer.forward(states), config.common().heads());
    }
}
