package io.github.dilm4j.model.encoder;

import io.github.dilm4j.model.Pass;
import io.github.dilm4j.nn.Attention;
import io.github.dilm4j.nn.Linear;
import io.github.dilm4j.nn.ParameterLayout;
import org.bytedeco.pytorch.Tensor;

/** BERT's block: self-attention, then two dense layers, each added to its input and normalised afterwards. */
public final class PostNormLayer implements EncoderBlock {
    private final PostNormShape shape;
    private final Linear query;
    private final Linear key;
    private final Linear value;
    private final Linear attentionOutput;
    private final PostNormFeedForward feedForward;

    /** @param name of the layer, with its dot at the end */
    public PostNormLayer(ParameterLayout layout, String name, PostNormNames parts, PostNormShape shape) {
        long hidden = shape.hiddenSize();
        this.shape = shape;
        query = layout.linear(name + parts.query(), hidden, hidden);
        key = layout.linear(name + parts.key(), hidden, hidden);
        value = layout.linear(name + parts.value(), hidden, hidden);
        attentionOutput = layout.linear(name + parts.attentionOutput(), hidden, hidden);
        feedForward = new PostNormFeedForward(layout, name, parts.feedForward(), shape);
    }

    @Override
    public Tensor forward(Tensor x, Tensor wanted, Rows rows, Pass pass) {
        Tensor context = attentionOutput.forward(attend(x, wanted, rows, pass)); // [wanted, hidden]
        return feedForward.forward(context, wanted, pass);
    }

    private Tensor attend(Tensor x, Tensor wanted, Rows rows, Pass pass) {
        int heads = shape.heads();
        double dropout = shape.attentionDropout();
        Tensor q = rows.wanted().heads(query.forward(wanted), heads); // [rows, heads, queries, headSize]
        Tensor k = rows.tokens().heads(key.forward(x), heads); // [rows, heads, longest, headSize]
        Tensor v = rows.tokens().heads(value.forward(x), heads); // [rows, heads, longest, headSize]
        return rows.wanted()
                .merged(Attention.attend(q, k, v, rows.keyMask(), pass.dropout(dropout), pass.attention(dropout)));
    }
}
