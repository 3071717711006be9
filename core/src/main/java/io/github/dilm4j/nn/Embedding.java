package io.github.dilm4j.nn;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** A table of vectors [count, size]. */
public record Embedding(Parameter weight) {

    /** Ids [...] to vectors [..., size]. */
    public Tensor forward(Tensor ids) {
        return torch.embedding(weight.tensor(), ids);
    }
}
