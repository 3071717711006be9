package io.github.dilm4j.nn;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** A table of vectors [count, size]. */
public record Embedding(Parameter weight) {
    private static final long NO_PADDING = -1;
    private static final boolean BY_FREQUENCY = false;

    /** Ids [...] to vectors [..., size]. */
    public Tensor forward(Tensor ids) {
        Tensor table = weight.tensor();
        boolean sparse = table.is_cpu(); // a batch reads few rows; not measured on other devices
        return torch.embedding(table, ids, NO_PADDING, BY_FREQUENCY, sparse);
    }
}
