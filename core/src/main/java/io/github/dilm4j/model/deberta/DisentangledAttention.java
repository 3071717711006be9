package io.github.dilm4j.model.deberta;

import io.github.dilm4j.model.Pass;
import io.github.dilm4j.model.encoder.EncoderBlock.Rows;
import io.github.dilm4j.model.encoder.EncoderModelConfig;
import io.github.dilm4j.nn.Attention;
import io.github.dilm4j.nn.Dropout;
import io.github.dilm4j.nn.Linear;
import io.github.dilm4j.nn.ParameterLayout;
import java.util.Optional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/** Attention whose scores add content with content, content with distance and distance with content. He et al. 2021. */
final class DisentangledAttention {
    /**
     * The distances, shared by all layers.
     *
     * @param table [2 · span, hidden]
     * @param rows [length, length] int64, the table's row for every query and key
     */
    record Distances(Tensor table, Tensor rows) {}

    private final EncoderModelConfig common;
    private final Linear query;
    private final Linear key;
    private final Linear value;
    private final Linear output;
    private final Optional<Linear> distanceKey;
    private final Optional<Linear> distanceQuery;
    private final double scale;

    /** @param name of the layer, with its dot at the end */
    DisentangledAttention(ParameterLayout layout, String name, DebertaConfig config) {
        common = config.common();
        long hidden = common.hiddenSize();
        String self = name + "attention.self.";
        query = layout.linear(self + "query_proj", hidden, hidden);
        key = layout.linear(self + "key_proj", hidden, hidden);
        value = layout.linear(self + "value_proj", hidden, hidden);
        boolean own = !config.sharedProjections();
        Linear keyOfDistances =
                own && config.contentToPosition() ? layout.linear(self + "pos_key_proj", hidden, hidden) : key;
        Linear queryOfDistances =
                own && config.positionToContent() ? layout.linear(self + "pos_query_proj", hidden, hidden) : query;
        distanceKey = config.contentToPosition() ? Optional.of(keyOfDistances) : Optional.empty();
        distanceQuery = config.positionToContent() ? Optional.of(queryOfDistances) : Optional.empty();
        output = layout.linear(name + "attention.output.dense", hidden, hidden);
        scale = 1 / Math.sqrt((double) config.scoreTerms());
    }

    /**
     * @param x [tokens, hidden]
     * @param wanted [wanted, hidden], the first of every row of x or x itself
     * @return [wanted, hidden]
     */
    Tensor forward(Tensor x, Tensor wanted, Distances distances, Rows rows, Pass pass) {
        int heads = common.heads();
        Tensor q = rows.wanted()
                .heads(query.forward(wanted), heads)
                .mul(new Scalar(scale)); // [rows, heads, queries, headSize]
        Tensor k = rows.tokens().heads(key.forward(x), heads); // [rows, heads, longest, headSize]
        Tensor v = rows.tokens().heads(value.forward(x), heads); // [rows, heads, longest, headSize]
        Tensor table = Dropout.apply(distances.table(), pass.dropout(common.hiddenDropout()))
                .unsqueeze(0); // [1, 2 · span, hidden]
        Tensor apart = distances.rows().narrow(0, 0, rows.wanted().longest()); // [queries, longest]
        double perHead = 1 / Math.sqrt((double) q.size(3));
        Tensor bias = rows.keyMask(); // [rows, heads, queries, longest] after the first sum
        if (distanceKey.isPresent()) {
            Tensor codes =
                    Attention.splitHeads(distanceKey.get().forward(table), heads); // [1, heads, 2 · span, headSize]
            Tensor scores = pick(q.matmul(codes.transpose(-2, -1)), apart); // [rows, heads, queries, longest]
            bias = bias.add(scores.mul(new Scalar(perHead)));
        }
        if (distanceQuery.isPresent()) {
            Tensor codes =
                    Attention.splitHeads(distanceQuery.get().forward(table), heads); // [1, heads, 2 · span, headSize]
            Tensor scores = pick(k.matmul(codes.transpose(-2, -1)), apart.t()); // [rows, heads, longest, queries]
            bias = bias.add(scores.transpose(-2, -1).mul(new Scalar(perHead * scale)));
        }
        double dropout = common.attentionDropout();
        Tensor context =
                Attention.attend(new Attention.Heads(q, k, v), bias, pass.dropout(dropout), pass.attention(dropout));
        return output.forward(rows.wanted().merged(context));
    }

    /**
     * Selects from every token's scores with the whole table those of its counterparts.
     *
     * @param scores [rows, heads, n, 2 · span]
     * @param apart [n, m], rows of the table
     * @return [rows, heads, n, m]
     */
    private static Tensor pick(Tensor scores, Tensor apart) {
        return scores.gather(-1, apart.expand(scores.size(0), scores.size(1), -1, -1));
    }
}
