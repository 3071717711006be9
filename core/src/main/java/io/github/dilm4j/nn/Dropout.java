package io.github.dilm4j.nn;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Dropout masks come from libtorch's own stream; see {@link io.github.dilm4j.tensor.Engine#seedDropout}. */
public final class Dropout {
    private Dropout() {}

    /** Zeroes each element with the given probability and scales the others; {@code x} itself at probability 0. */
    public static Tensor apply(Tensor x, double probability) {
        return probability == 0 ? x : torch.dropout(x, probability, true);
    }
}
