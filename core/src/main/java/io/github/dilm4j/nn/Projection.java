package io.github.dilm4j.nn;

import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** {@code x ↦ x·Wᵀ}, a dense layer without a bias; its weight is stored [out, in]. */
public record Projection(Parameter weight) {

    /** [..., in] to [..., out]. */
    public Tensor forward(Tensor x) {
        return LinearTrace.through(x, this::product);
    }

    private Tensor product(Tensor x) {
        Tensor matrix = weight.tensor(); // [out, in]
        return weight.reordered(matrix)
                .map(product -> product.apply(x, Optional.empty()))
                .orElseGet(() -> torch.linear(x, matrix));
    }

    /** Like {@link #forward}, of {@code count} outputs from the given one on. */
    public Tensor forward(Tensor x, long first, long count) {
        return torch.linear(x, weight.tensor().narrow(0, first, count));
    }
}
