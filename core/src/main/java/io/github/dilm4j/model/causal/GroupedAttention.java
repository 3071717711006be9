package io.github.dilm4j.model.causal;

import io.github.dilm4j.nn.Attention;
import io.github.dilm4j.nn.Attention.Heads;
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
     * @param heads queries [rows, heads, longest, headSize] and keys [rows, keyValueHeads, longest, headSize], rotated to
     *     their positions, and values like keys
     * @param dropout probability in training
     * @return [tokens, heads · headSize]
     */
    public static Tensor attend(Heads heads, int layer, AttentionContext attention, double dropout) {
        AttentionScores scores = AttentionScores.of(heads.queries().size(3));
        return attend(heads, layer, attention, scores, dropout);
    }

    /** Like {@link #attend(Heads, int, AttentionContext, double)}, with scores of another kind. */
    public static Tensor attend(
            Heads heads, int layer, AttentionContext attention, AttentionScores scores, double dropout) {
        AttentionContext.KeysAndValues all = attention.attend(layer, heads.keys(), heads.values());
        return attention.packing().merged(attend(heads.queries(), all, attention, scores, dropout));
    }

    /** Returns [rows, heads, longest, headSize]. */
    private static Tensor attend(
            Tensor queries,
            AttentionContext.KeysAndValues all,
            AttentionContext attention,
            AttentionScores scores,
            double dropout) {
        long group = queries.size(1) / all.keys().size(1);
        Heads attending;
        if (queries.size(2) == 1) { // the heads of a group see the same keys, as consecutive queries would
            Tensor grouped = queries.reshape(queries.size(0), all.keys().size(1), group, queries.size(3));
            attending = new Heads(grouped, all.keys(), all.values());
        } else {
            attending = new Heads(queries, repeated(all.keys(), group), repeated(all.values(), group));
        }
        return Attention.attend(
                        attending,
                        attention.mask(),
                        scores,
                        attention.pass().dropout(dropout),
                        attention.pass().attention(dropout))
                .reshape(queries.sizes());
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
