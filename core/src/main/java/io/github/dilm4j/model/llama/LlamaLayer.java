package io.github.dilm4j.model.llama;

import io.github.dilm4j.model.causal.CausalFigures;
import io.github.dilm4j.model.causal.GroupedAttention;
import io.github.dilm4j.model.llama.LayerKind.View;
import io.github.dilm4j.nn.Packing;
import io.github.dilm4j.nn.ParameterLayout;
import io.github.dilm4j.nn.RmsNorm;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;

/** One block: attention, then a gated dense layer, each of the normalised states and added to them, in later Gemmas normalised again. */
final class LlamaLayer {
    private final LlamaConfig config;
    private final RmsNorm attentionNorm;
    private final UnaryOperator<Tensor> queries;
    private final UnaryOperator<Tensor> keys;
    private final UnaryOperator<Tensor> values;
    private final UnaryOperator<Tensor> attentionOutput;
    private final Optional<RmsNorm> queryNorm;
    private final Optional<RmsNorm> keyNorm;
    private final Optional<RmsNorm> attendedNorm;
    private final RmsNorm feedForwardNorm;
    private final Optional<RmsNorm> fedNorm;
    private final UnaryOperator<Tensor> gate;
    private final UnaryOperator<Tensor> inner;
    private final UnaryOperator<Tensor> output;

    /** @param name of the layer, with its dot at the end */
    LlamaLayer(ParameterLayout layout, String name, LlamaConfig config) {
        this.config = config;
        CausalFigures figures = config.figures();
        long hidden = figures.hiddenSize();
        long asked = (long) figures.heads() * figures.headSize();
        long kept = (long) figures.keyValueHeads() * figures.headSize();
        long wide = figures.feedForwardSize();
        double spread = figures.initializerRange();
        String attention = name + "self_attn.";
        boolean biased = config.biasedInputs();
        attentionNorm = norm(layout, name + "input_layernorm", hidden);
        queries = GroupedAttention.dense(layout, attention + "q_proj", hidden, asked, biased, spread);
        keys = GroupedAttention.dense(layout, attention + "k_proj", hidden, kept, biased, spread);
        values = GroupedAttention.dense(layout, attention + "v_proj", hidden, kept, biased, spread);
        attentionOutput =
                GroupedAttention.dense(layout, attention + "o_proj", asked, hidden, config.biasedOutput(), spread);
        queryNorm = optionalNorm(layout, attention + "q_norm", figures.headSize(), config.headNorms());
        keyNorm = optionalNorm(layout, attention + "k_norm", figures.headSize(), config.headNorms());
        String before = config.outputNorms() ? "pre_feedforward_layernorm" : "post_attention_layernorm";
        attendedNorm = optionalNorm(layout, name + "post_attention_layernorm", hidden, config.outputNorms());
        feedForwardNorm = norm(layout, name + before, hidden);
        fedNorm = optionalNorm(layout, name + "post_feedforward_layernorm", hidden, config.outputNorms());
        boolean biasedDense = config.biasedFeedForward();
        gate = GroupedAttention.dense(layout, name + "mlp.gate_proj", hidden, wide, biasedDense, spread);
        inner = GroupedAttention.dense(layout, name + "mlp.up_proj", hidden, wide, biasedDense, spread);
        output = GroupedAttention.dense(layout, name + "mlp.down_proj", wide, hidden, biasedDense, spread);
    }

    /** [tokens, hidden] to the same. */
    Tensor forward(Tensor x, int layer, View view) {
        Tensor context = attend(attentionNorm.forward(x), layer, view);
        Tensor attended = x.add(normalised(attendedNorm, context)); // [tokens, hidden]
        Tensor wide = feedForward(feedForwardNorm.forward(attended));
        return attended.add(normalised(fedNorm, wide));
    }

    private Tensor attend(Tensor x, int layer, View view) {
        Packing packing = view.sight().packing();
        long kept = config.figures().keyValueHeads();
        Tensor q = packing.heads(queries.apply(x), config.figures().heads()); // [rows, heads, longest, headSize]
        Tensor k = packing.heads(keys.apply(x), kept); // [rows, keyValueHeads, longest, headSize]
        Tensor v = packing.heads(values.apply(x), kept); // like k
        Tensor context = GroupedAttention.attend(
                view.turns().turn(normalised(queryNorm, q)),
                view.turns().turn(normalised(keyNorm, k)),
                v,
                layer,
                view.sight(),
                config.scores(),
                config.attentionDropout());
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
