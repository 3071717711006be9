package io.github.dilm4j.model.causal;

import io.github.dilm4j.nn.Attention;
import io.github.dilm4j.nn.AttentionScores;
import io.github.dilm4j.nn.ParameterLayout;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;

/** Attention whose heads of keys and values may serve several heads of queries each. Ainslie et al. 2023. */
public final class GroupedAttention {
    private GroupedAttention() {}

    /**
     * Attends to the tokens of the context.
     *
     * @param queries [rows, heads, longest, headSize], rotated to their positions
     * @param keys [rows, keyValueHeads, longest, headSize], likewise
     * @param values like keys
     * @param dropout probability in training
     * @return [tokens, heads · headSize]
     */
    public static Tensor attend(
            Tensor queries, Tensor keys, Tensor values, int layer, AttentionContext attention, double dropout) {
        return attend(queries, keys, values, layer, attention, AttentionScores.of(queries.size(3)), dropout);
    }

    /** Like {@link #attend(Tensor, Tensor, Tensor, int, AttentionContext, double)}, with scores of another kind. */
    public static Tensor attend(
            Tensor queries,
            Tensor keys,
            Tensor values,
            int layer,
            AttentionContext attention,
            AttentionScores scores,
            double dropout) {
        AttentionContext.KeysAndValues all = attention.attend(layer, keys, values);
        long group = queries.size(1) / keys.size(1);
        return attention
                .packing()
                .merged(Attention.attend(
                        queries,
                        repeated(all.keys(), group),
                        repeated(all.values(), group),
                        attention.mask(),
                        scores,
                        attention.pass().dropout(dropout),
                        attention.pass().attention(dropout)));
    }

    /** A dense layer with a bias or without. */
    public static UnaryOperator<Tensor> dense(
            ParameterLayout layout, String name, long in, long out, boolean bias, double deviation) {
        return bias
                ? layout.linear(name, in, out, deviation)::forward
                : layout.projection(name, in, out, deviation)::forward;
    }

    /** [batch, heads, n, headSize] to [batch, heads · group, n, headSize], each head {@code group} times in a row. */
    private static Tensor repeated(Tensor x, long group) {
        if (group == 1) {
            return x;
        }
        return x.unsqueeze(2)
                .expand(x.size(0), x.size(1), group, x.size(2), x.size(3))
                .reshape(x.size(0), x.size(1) * group, x.size(2), x.size(3));
    }
}
