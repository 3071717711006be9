package io.github.dilm4j.model.encoder;

import io.github.dilm4j.model.Pass;
import io.github.dilm4j.nn.Attention;
import io.github.dilm4j.nn.AttentionRows;
import io.github.dilm4j.nn.JoinedLinear;
import io.github.dilm4j.nn.Linear;
import io.github.dilm4j.nn.ParameterLayout;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** BERT's block: self-attention, then two dense layers, each added to its input and normalised afterwards. */
public final class PostNormLayer implements EncoderBlock {
    private final PostNormShape shape;
    private final Linear query;
    private final JoinedLinear keyValue;
    private final JoinedLinear queryKeyValue;
    private final Linear attentionOutput;
    private final PostNormFeedForward feedForward;

    /** @param name of the layer, with its dot at the end */
    public PostNormLayer(ParameterLayout layout, String name, PostNormNames parts, PostNormShape shape) {
        long hidden = shape.hiddenSize();
        this.shape = shape;
        query = layout.linear(name + parts.query(), hidden, hidden);
        Linear key = layout.linear(name + parts.key(), hidden, hidden);
        Linear value = layout.linear(name + parts.value(), hidden, hidden);
        keyValue = layout.joined(key, value);
        queryKeyValue = layout.joined(query, key, value);
        attentionOutput = layout.linear(name + parts.attentionOutput(), hidden, hidden);
        feedForward = new PostNormFeedForward(layout, name, parts.feedForward(), shape);
    }

    @Override
    public Tensor forward(Tensor x, Tensor wanted, Rows rows, Pass pass) {
        Tensor context = attentionOutput.forward(attend(x, wanted, rows, pass)); // [wanted, hidden]
        return feedForward.forward(context, wanted, pass);
    }

    @Override
    public boolean sharesRows() {
        return true;
    }

    /** [wanted, hidden]. */
    private Tensor attend(Tensor x, Tensor wanted, Rows rows, Pass pass) {
        int heads = shape.heads();
        if (!rows.allWanted()) {
            Tensor queries = rows.wanted().heads(query.forward(wanted), heads);
            List<Tensor> known = rows.tokens().heads(keyValue.forward(x), 2, heads);
            return rows.wanted()
                    .merged(attend(new Attention.Heads(queries, known.get(0), known.get(1)), rows.keyMask(), pass));
        }
        AttentionRows own = rows.attention();
        List<Tensor> all = own.heads(queryKeyValue.forward(x), 3, heads);
        return own.merged(attend(new Attention.Heads(all.get(0), all.get(1), all.get(2)), own.mask(), pass));
    }

    private Tensor attend(Attention.Heads heads, Tensor mask, Pass pass) {
        double dropout = shape.attentionDropout();
        return Attention.attend(heads, mask, pass.dropout(dropout), pass.attention(dropout));
    }
}
