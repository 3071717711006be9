package io.github.dilm4j.model.xlnet;

import io.github.dilm4j.model.Pass;
import io.github.dilm4j.model.encoder.PostNormShape;
import io.github.dilm4j.nn.Attention;
import io.github.dilm4j.nn.Parameter;
import io.github.dilm4j.nn.Parameter.Kind;
import io.github.dilm4j.nn.ParameterLayout;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Attention by content, distance and equality of segments. Yang et al. 2019, section 2.4 and appendix A.2.
 */
final class RelativeAttention {
    private final PostNormShape shape;
    private final double headSize;
    private final Parameter query; // [hidden, heads, headSize], as the four others
    private final Parameter key;
    private final Parameter value;
    private final Parameter output;
    private final Parameter position;
    private final Parameter positionBias; // [heads, headSize], as the two others
    private final Parameter segmentBias;
    private final Parameter contentBias;
    private final Parameter segments; // [2, heads, headSize]: of the same segment, of another

    /** @param name of the attention, with its dot at the end */
    RelativeAttention(ParameterLayout layout, String name, PostNormShape shape, double deviation) {
        long hidden = shape.hiddenSize();
        long heads = shape.heads();
        long size = hidden / heads;
        this.shape = shape;
        headSize = size;
        query = layout.add(name + "q", Kind.WEIGHT, deviation, hidden, heads, size);
        key = layout.add(name + "k", Kind.WEIGHT, deviation, hidden, heads, size);
        value = layout.add(name + "v", Kind.WEIGHT, deviation, hidden, heads, size);
        output = layout.add(name + "o", Kind.WEIGHT, deviation, hidden, heads, size);
        position = layout.add(name + "r", Kind.WEIGHT, deviation, hidden, heads, size);
        positionBias = layout.add(name + "r_r_bias", Kind.BIAS, 0, heads, size);
        segmentBias = layout.add(name + "r_s_bias", Kind.BIAS, 0, heads, size);
        contentBias = layout.add(name + "r_w_bias", Kind.BIAS, 0, heads, size);
        segments = layout.add(name + "seg_embed", Kind.EMBEDDING, deviation, 2, heads, size);
    }

    /**
     * @param x [batch, length, hidden]
     * @param distances [batch or 1, 2 · length, hidden]: the codes of the distances from length down to 1 − length
     * @param otherSegment [batch, 1, length, length], whether a query's and a key's segments differ
     * @param keyMask [batch, 1, 1, length]
     * @return [batch, length, hidden]
     */
    Tensor forward(Tensor x, Tensor distances, Tensor otherSegment, Tensor keyMask, Pass pass) {
        Tensor q = project(x, query); // [batch, heads, length, headSize]
        Tensor k = project(x, key); // [batch, heads, length, headSize]
        Tensor v = project(x, value); // [batch, heads, length, headSize]
        Tensor relative = byDistance(q, distances).add(bySegment(q, otherSegment)); // [batch, heads, queries, keys]
        Tensor bias = relative.mul(new Scalar(1 / Math.sqrt(headSize))).add(keyMask);
        double dropout = shape.attentionDropout();
        Tensor context = Attention.attend(
                new Attention.Heads(biased(q, contentBias), k, v),
                bias,
                pass.dropout(dropout),
                pass.attention(dropout));
        return Attention.mergeHeads(context).matmul(flat(output).t()); // [batch, length, hidden]
    }

    /** [batch, heads, queries, keys]. */
    private Tensor byDistance(Tensor q, Tensor distances) {
        Tensor codes = project(distances, position); // [batch or 1, heads, 2 · length, headSize]
        return shift(biased(q, positionBias).matmul(codes.transpose(-2, -1)));
    }

    /**
     * Shifts the scores so that column j belongs to key j. Row i begins with the distance {@code length}, and the score
     * of key j is in column {@code length - i + j}. Reshaping without the first elements shifts every row by one more
     * than the row before.
     *
     * @param scores [batch, heads, length, 2 · length]
     * @return [batch, heads, length, length]
     */
    private static Tensor shift(Tensor scores) {
        long batch = scores.size(0);
        long heads = scores.size(1);
        long length = scores.size(2);
        long columns = scores.size(3);
        return scores.reshape(batch, heads, columns, length)
                .narrow(2, 1, columns - 1)
                .reshape(batch, heads, length, columns - 1)
                .narrow(3, 0, length);
    }

    /** [batch, heads, queries, keys]. */
    private Tensor bySegment(Tensor q, Tensor otherSegment) {
        Tensor table = segments.tensor().permute(1, 2, 0); // [heads, headSize, 2]
        Tensor scores = biased(q, segmentBias).matmul(table); // [batch, heads, queries, 2]
        return torch.where(otherSegment, scores.narrow(3, 1, 1), scores.narrow(3, 0, 1));
    }

    /** [..., length, hidden] to [..., heads, length, headSize]. */
    private Tensor project(Tensor x, Parameter weight) {
        return Attention.splitHeads(x.matmul(flat(weight)), shape.heads());
    }

    /** [hidden, heads · headSize]. */
    private static Tensor flat(Parameter weight) {
        return weight.tensor().flatten(1, 2);
    }

    private static Tensor biased(Tensor q, Parameter bias) {
        return q.add(bias.tensor().unsqueeze(1)); // [batch, heads, length, headSize]
    }
}
