package io.github.dilm4j.model.gptneox;

import io.github.dilm4j.model.causal.CausalArchitecture.Block;
import io.github.dilm4j.model.causal.CausalFigures;
import io.github.dilm4j.model.causal.GroupedAttention;
import io.github.dilm4j.model.causal.Sight;
import io.github.dilm4j.nn.Dropout;
import io.github.dilm4j.nn.LayerNorm;
import io.github.dilm4j.nn.Linear;
import io.github.dilm4j.nn.ParameterLayout;
import io.github.dilm4j.nn.RotaryTurns;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;

/** One block: attention and two dense layers, of the normalised states, added to them together or in turn. */
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
        CausalFigures figures = config.figures();
        long hidden = figures.hiddenSize();
        double spread = figures.initializerRange();
        boolean biased = config.biasedAttention();
        attentionNorm = layout.layerNorm(name + "input_layernorm", hidden, config.normEpsilon());
        feedForwardNorm = layout.layerNorm(name + "post_attention_layernorm", hidden, config.normEpsilon());
        queriesKeysValues =
                GroupedAttention.dense(layout, name + "attention.query_key_value", hidden, 3 * hidden, biased, spread);
        attentionOutput = GroupedAttention.dense(layout, name + "attention.dense", hidden, hidden, biased, spread);
        inner = layout.linear(name + "mlp.dense_h_to_4h", hidden, figures.feedForwardSize());
        output = layout.linear(name + "mlp.dense_4h_to_h", figures.feedForwardSize(), hidden);
    }

    /** The layer for tokens at given positions. */
    Block with(RotaryTurns turns) {
        return (x, layer, sight) -> {
            Tensor attended =
                    attend(attentionNorm.forward(x), turns, layer, sight).add(x); // [tokens, hidden]
            Tensor read = config.parallel() ? x : attended; // [tokens, hidden]
            return attended.add(feedForward(feedForwardNorm.forward(read), sight));
        };
    }

    private Tensor attend(Tensor x, RotaryTurns turns, int layer, Sight sight) {
        Tensor joint = sight.packing()
                .heads(queriesKeysValues.apply(x), config.figures().heads());
        long headSize = config.figures().headSize(); // joint: [rows, heads, longest, 3 · headSize]
        Tensor context = GroupedAttention.attend(
                turns.turn(joint.narrow(3, 0, headSize)),
                turns.turn(joint.narrow(3, headSize, headSize)),
                joint.narrow(3, 2 * headSize, headSize),
                layer,
                sight,
                config.attentionDropout());
        return Dropout.apply(attentionOutput.apply(context), sight.pass().dropout(config.hiddenDropout()));
    }

    private Tensor feedForward(Tensor x, Sight sight) {
        Tensor wide = config.activation().apply(inner.forward(x)); // [tokens, feedForward]
        return Dropout.apply(output.forward(wide), sight.pass().dropout(config.hiddenDropout()));
    }
}
