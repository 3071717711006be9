package io.github.dilm4j.nn;

import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * The rows of equal length in which tokens attend, with the mask between them. Its tensors belong to the scope of their
 * creation.
 */
public final class AttentionRows {
    private final PaddedRows rows;
    private final Tensor mask;

    AttentionRows(PaddedRows rows, Tensor mask) {
        this.rows = rows;
        this.mask = mask;
    }

    /**
     * Splits [tokens, parts · heads · headSize] into parts for attention, each [rows, heads, length, headSize].
     */
    public List<Tensor> heads(Tensor x, int parts, long heads) {
        return rows.heads(x, parts, heads);
    }

    /** Merges attention's output [rows, heads, length, headSize] to [tokens, heads · headSize]. */
    public Tensor merged(Tensor context) {
        return rows.merged(context);
    }

    /**
     * The mask that is added to the scores [rows, 1, 1 or length, length]. Padding attends to all tokens, so that its
     * softmax is finite.
     */
    public Tensor mask() {
        return mask;
    }
}
