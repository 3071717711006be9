package io.github.dilm4j.model.llama;

import io.github.dilm4j.model.causal.CausalArchitecture;
import io.github.dilm4j.model.causal.CausalModelConfig;
import io.github.dilm4j.model.causal.GroupedAttention;
import io.github.dilm4j.model.llama.LayerKind.View;
import io.github.dilm4j.nn.Attention;
import io.github.dilm4j.nn.Packing;
import io.github.dilm4j.nn.ParameterLayout;
import io.github.dilm4j.nn.RmsNorm;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;

/**
 * One block: attention, then a gated dense layer. Each reads the normalised states and is added to them; later Gemmas
 * normalise its output too.
 */
final class LlamaLayer {
    private final LlamaConfig config;
    private final RmsNorm attentionNorm;
    private final UnaryOperator<Tensor> queries;
    private final UnaryOperator<Tensor> keys;
    private final UnaryOperator<Tensor> values;
    private final UnaryOperator<Tensor> attentionOutput;
    private final Optional<RmsNorm> queryNorm;
    private final Optional<RmsNorm> keyNorm;
    private final Optional<RmsNorm> postAttentionNorm;
    private final RmsNorm feedForwardNorm;
    private final Optional<RmsNorm> postFeedForwardNorm;
    private final UnaryOperator<Tensor> gate;
    private final UnaryOperator<Tensor> inner;
    private final UnaryOperator<Tensor> output;

    /** @param name of the layer, with its dot at the end */
    LlamaLayer(ParameterLayout layout, String name, LlamaConfig config) {
        this.config = config;
        CausalModelConfig common = config.common();
        long hidden = common.hiddenSize();
        long querySize = (long) common.heads() * common.headSize();
        long keyValueSize = (long) common.keyValueHeads() * common.headSize();
        long intermediate = common.feedForwardSize();
        double deviation = common.initializerRange();
        String attention = name + "self_attn.";
        boolean biased = config.biasedInputs();
        attentionNorm = norm(layout, name + "input_layernorm", hidden);
        queries = GroupedAttention.dense(layout, attention + "q_proj", hidden, querySize, biased, deviation);
        keys = GroupedAttention.dense(layout, attention + "k_proj", hidden, keyValueSize, biased, deviation);
        values = GroupedAttention.dense(layout, attention + "v_proj", hidden, keyValueSize, biased, deviation);
        attentionOutput = GroupedAttention.dense(
                layout, attention + "o_proj", querySize, hidden, config.biasedOutput(), deviation);
        queryNorm = optionalNorm(layout, attention + "q_norm", common.headSize(), config.headNorms());
        keyNorm = optionalNorm(layout, attention + "k_norm", common.headSize(), config.headNorms());
        String before = config.outputNorms() ? "pre_feedforward_layernorm" : "post_attention_layernorm";
        postAttentionNorm = optionalNorm(layout, name + "post_attention_layernorm", hidden, config.outputNorms());
        feedForwardNorm = norm(layout, name + before, hidden);
        postFeedForwardNorm = optionalNorm(layout, name + "post_feedforward_layernorm", hidden, config.outputNorms());
        boolean biasedDense = config.biasedFeedForward();
        gate = GroupedAttention.dense(layout, name + "mlp.gate_proj", hidden, intermediate, biasedDense, deviation);
        inner = GroupedAttention.dense(layout, name + "mlp.up_proj", hidden, intermediate, biasedDense, deviation);
        output = GroupedAttention.dense(layout, name + "mlp.down_proj", intermediate, hidden, biasedDense, deviation);
    }

    /** The layer in a pass with this view. */
    CausalArchitecture.Block with(View view) {
        return (x, layer, attention) -> forward(x, layer, view);
    }

    /** [tokens, hidden] to the same. */
    private Tensor forward(Tensor x, int layer, View view) {
        Tensor context = attend(attentionNorm.forward(x), layer, view);
        Tensor attended = x.add(normalised(postAttentionNorm, context)); // [tokens, hidden]
        Tensor dense = feedForward(feedForwardNorm.forward(attended)); // [tokens, hidden]
        return attended.add(normalised(postFeedForwardNorm, dense));
    }

    private Tensor attend(Tensor x, int layer, View view) {
        Packing packing = view.attention().packing();
        long keyValueHeads = config.common().keyValueHeads();
        Tensor q = packing.heads(queries.apply(x), config.common().heads()); // [rows, heads, longest, headSize]
        Tensor k = packing.heads(keys.apply(x), keyValueHeads); // [rows, keyValueHeads, longest, headSize]
        Tensor v = packing.heads(values.apply(x), keyValueHeads); // like k
        Attention.Heads heads = new Attention.Heads(
                view.rotary().rotate(normalised(queryNorm, q)), view.rotary().rotate(normalised(keyNorm, k)), v);
        Tensor context =
                GroupedAttention.attend(heads, layer, view.attention(), config.scores(), config.attentionDropout());
        return attentionOutput.apply(context);
    }

    private Tensor feedForward(Tensor x) {
        Tensor gated = config.activation().apply(gate.apply(x)).mul(inner.apply(x)); // [tokens, feedForward]
        return output.apply(gated);
    }

    private static Tensor normalised(Optional<RmsNorm> norm, Tensor x) {
        return norm.map(present -> present.forward(x)).orElse(x);
    }

    private RmsNorm norm(ParameterLayout layout, String name, long size) {
        return layout.rmsNorm(name, size, config.normEpsilon(), config.normOffset());
    }

    private Optional<RmsNorm> optionalNorm(ParameterLayout layout, String name, long size, boolean there) {
        return there ? Optional.of(norm(layout, name, size)) : Optional.empty();
    }
}
