package io.github.dilm4j.model.encoder;

import io.github.dilm4j.model.Pass;
import io.github.dilm4j.nn.Attention;
import io.github.dilm4j.nn.Dropout;
import io.github.dilm4j.nn.LayerNorm;
import io.github.dilm4j.nn.Linear;
import io.github.dilm4j.nn.ParameterLayout;
import org.bytedeco.pytorch.Tensor;

/** One block: self-attention, then two dense layers, each added to its input and normalised afterwards. */
public final class PostNormLayer {
    private final PostNormShape shape;
    private final Linear query;
    private final Linear key;
    private final Linear value;
    private final Linear attentionOutput;
    private final LayerNorm attentionNorm;
    private final Linear intermediate;
    private final Linear output;
    private final LayerNorm outputNorm;

    /** @param name of the layer, with its dot at the end */
    public PostNormLayer(ParameterLayout layout, String name, PostNormNames parts, PostNormShape shape) {
        long hidden = shape.hiddenSize();
        this.shape = shape;
        query = layout.linear(name + parts.query(), hidden, hidden);
        key = layout.linear(name + parts.key(), hidden, hidden);
        value = layout.linear(name + parts.value(), hidden, hidden);
        attentionOutput = layout.linear(name + parts.attentionOutput(), hidden, hidden);
        attentionNorm = layout.layerNorm(name + parts.attentionNorm(), hidden, shape.normEpsilon());
        intermediate = layout.linear(name + parts.intermediate(), hidden, shape.feedForwardSize());
        output = layout.linear(name + parts.output(), shape.feedForwardSize(), hidden);
        outputNorm = layout.layerNorm(name + parts.outputNorm(), hidden, shape.normEpsilon());
    }

    /**
     * @param x [batch, length, hidden]
     * @param wanted [batch, queries, hidden]: the positions of {@code x} whose output is wanted, or {@code x} itself
     * @param keyMask [batch, 1, 1, length]
     * @return [batch, queries, hidden]
     */
    Tensor forward(Tensor x, Tensor wanted, Tensor keyMask, Pass pass) {
        Tensor context = attentionOutput.forward(attend(x, wanted, keyMask, pass)); // [batch, queries, hidden]
        Tensor attended = attentionNorm.forward(
                Dropout.apply(context, pass.dropout(shape.contextDropout())).add(wanted)); // [batch, queries, hidden]
        Tensor inner = shape.activation().apply(intermediate.forward(attended)); // [batch, queries, feedForward]
        return outputNorm.forward(Dropout.apply(output.forward(inner), pass.dropout(shape.feedForwardDropout()))
                .add(attended));
    }

    private Tensor attend(Tensor x, Tensor wanted, Tensor keyMask, Pass pass) {
        int heads = shape.heads();
        double dropout = shape.attentionDropout();
        Tensor q = Attention.splitHeads(query.forward(wanted), heads); // [batch, heads, queries, headSize]
        Tensor k = Attention.splitHeads(key.forward(x), heads); // [batch, heads, length, headSize]
        Tensor v = Attention.splitHeads(value.forward(x), heads); // [batch, heads, length, headSize]
        return Attention.mergeHeads(Attention.attend(q, k, v, keyMask, pass.dropout(dropout), pass.attention(dropout)));
    }
}
