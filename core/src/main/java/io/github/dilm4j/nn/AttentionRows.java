package io.github.dilm4j.nn;

import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * Rows of equal length in which all tokens stand for attention, and who sees whom in them. Its tensors belong to the scope
 * it was made in.
 */
public final class AttentionRows {
    private final PaddedRows rows;
    private final Tensor mask;

    AttentionRows(PaddedRows rows, Tensor mask) {
        this.rows = rows;
        this.mask = mask;
    }

    /** [tokens, parts · heads · headSize] to so many parts, each [rows, heads, length, headSize], as attention reads it. */
    public List<Tensor> heads(Tensor x, int parts, long heads) {
        return rows.heads(x, parts, heads);
    }

    /** What attention gives [rows, heads, length, headSize] to [tokens, heads · headSize]. */
    public Tensor merged(Tensor context) {
        return rows.merged(context);
    }

    /** Added to the scores [rows, 1, 1 or length, length]: what stands at padding sees all, so that its softmax is a number. */
    public Tensor mask() {
        return mask;
    }
}
