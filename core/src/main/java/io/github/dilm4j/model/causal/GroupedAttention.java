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
     * Attends to what the sight lets see.
     *
     * @param queries [rows, heads, longest, headSize], turned to their positions
     * @param keys [rows, keyValueHeads, longest, headSize], likewise
     * @param values like keys
     * @param dropout probability in training
     * @return [tokens, heads · headSize]
     */
    public static Tensor attend(Tensor queries, Tensor keys, Tensor values, int layer, Sight sight, double dropout) {
        return attend(queries, keys, values, layer, sight, AttentionScores.of(queries.size(3)), dropout);
    }

    /** As {@link #attend(Tensor, Tensor, Tensor, int, Sight, double)}, with scores of another kind. */
    public static Tensor attend(
            Tensor queries,
            Tensor keys,
            Tensor values,
            int layer,
            Sight sight,
            AttentionScores scores,
            double dropout) {
        Sight.Seen seen = sight.see(layer, keys, values);
        long group = queries.size(1) / keys.size(1);
        return sight.packing()
                .merged(Attention.attend(
                        queries,
                        repeated(seen.keys(), group),
                        repeated(seen.values(), group),
                        sight.mask(),
                        scores,
                        sight.pass().dropout(dropout),
                        sight.pass().attention(dropout)));
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
