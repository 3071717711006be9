package io.github.dilm4j.nn;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** A table of vectors [count, size]. */
public record Embedding(Parameter weight) {
    private static final long NO_PADDING = -1;
    private static final boolean BY_FREQUENCY = false;
    private static final boolean SPARSE = true; // a batch reads few rows, and only theirs get a gradient

    /** Ids [...] to vectors [..., size]. */
    public Tensor forward(Tensor ids) {
        return torch.embedding(weight.tensor(), ids, NO_PADDING, BY_FREQUENCY, SPARSE);
    }
}
