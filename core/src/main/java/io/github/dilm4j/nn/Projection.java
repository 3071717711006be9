package io.github.dilm4j.nn;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** {@code x ↦ x·Wᵀ}, a dense layer without a bias; its weight is stored [out, in]. */
public record Projection(Parameter weight) {

    /** [..., in] to [..., out]. */
    public Tensor forward(Tensor x) {
        return torch.linear(x, weight.tensor());
    }

    /** As {@link #forward}, of {@code count} outputs from the given one on. */
    public Tensor forward(Tensor x, long first, long count) {
        return torch.linear(x, weight.tensor().narrow(0, first, count));
    }
}
