package io.github.dilm4j.nn;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * The scores from the products of queries and keys.
 *
 * @param scale factor of the products
 * @param cap bound of the scores, see {@link SoftCap}; 0 for none
 */
public record AttentionScores(double scale, double cap) {

    /** Products divided by the root of the head's size. Vaswani et al. 2017, equation 1. */
    public static AttentionScores of(long headSize) {
        return new AttentionScores(1 / Math.sqrt((double) headSize), 0);
    }

    boolean capped() {
        return cap > 0;
    }

    /** [batch, heads, queries, headSize] and [batch, heads, keys, headSize] to [batch, heads, queries, keys]. */
    Tensor of(Tensor queries, Tensor keys) {
        Tensor scaled = queries.mul(new Scalar(scale));
        return SoftCap.apply(scaled.matmul(keys.transpose(-2, -1)), cap);
    }
}
