package io.github.dilm4j.model.gptneox;

import io.github.dilm4j.model.causal.AttentionContext;
import io.github.dilm4j.model.causal.CausalArchitecture.Block;
import io.github.dilm4j.model.causal.CausalModelConfig;
import io.github.dilm4j.model.causal.GroupedAttention;
import io.github.dilm4j.nn.Attention;
import io.github.dilm4j.nn.Dropout;
import io.github.dilm4j.nn.LayerNorm;
import io.github.dilm4j.nn.Linear;
import io.github.dilm4j.nn.ParameterLayout;
import io.github.dilm4j.nn.Rotary;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;

/** One block: attention and two dense layers on normalised states, added in parallel or in sequence. */
final class GptNeoxLayer {
    private final GptNeoxConfig config;
    private final LayerNorm attentionNorm;
    private final LayerNorm feedForwardNorm;
    private final UnaryOperator<Tensor> queriesKeysValues; // per head its query, its key, its value
    private final UnaryOperator<Tensor> attentionOutput;
    private final Linear inner;
    private final Linear output;

    /** @param name of the layer, with its dot at the end */
    GptNeoxLayer(ParameterLayout layout, String name, GptNeoxConfig config) {
        this.config = config;
        CausalModelConfig common = config.common();
        long hidden = common.hiddenSize();
        double deviation = common.initializerRange();
        boolean biased = config.biasedAttention();
        attentionNorm = layout.layerNorm(name + "input_layernorm", hidden, config.normEpsilon());
        feedForwardNorm = layout.layerNorm(name + "post_attention_layernorm", hidden, config.normEpsilon());
        queriesKeysValues = GroupedAttention.dense(
                layout, name + "attention.query_key_value", hidden, 3 * hidden, biased, deviation);
        attentionOutput = GroupedAttention.dense(layout, name + "attention.dense", hidden, hidden, biased, deviation);
        inner = layout.linear(name + "mlp.dense_h_to_4h", hidden, common.feedForwardSize());
        output = layout.linear(name + "mlp.dense_4h_to_h", common.feedForwardSize(), hidden);
    }

    /** The layer for tokens at given positions. */
    Block with(Rotary rotary) {
        return (x, layer, attention) -> {
            Tensor attended =
                    attend(attentionNorm.forward(x), rotary, layer, attention).add(x); // [tokens, hidden]
            Tensor read = config.parallel() ? x : attended; // [tokens, hidden]
            return attended.add(feedForward(feedForwardNorm.forward(read), attention));
        };
    }

    private Tensor attend(Tensor x, Rotary rotary, int layer, AttentionContext attention) {
        Tensor joint = attention
                .packing()
                .heads(queriesKeysValues.apply(x), config.common().heads());
        long headSize = config.common().headSize(); // joint: [rows, heads, longest, 3 · headSize]
        Attention.Heads heads = new Attention.Heads(
                rotary.rotate(joint.narrow(3, 0, headSize)),
                rotary.rotate(joint.narrow(3, headSize, headSize)),
                joint.narrow(3, 2 * headSize, headSize));
        Tensor context = GroupedAttention.attend(heads, layer, attention, config.attentionDropout());
        return Dropout.apply(attentionOutput.apply(context), attention.pass().dropout(config.hiddenDropout()));
    }

    private Tensor feedForward(Tensor x, AttentionContext attention) {
        Tensor intermediate = config.activation().apply(inner.forward(x)); // [tokens, feedForward]
        return Dropout.apply(output.forward(intermediate), attention.pass().dropout(config.hiddenDropout()));
    }
}
