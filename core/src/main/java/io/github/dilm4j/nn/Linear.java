package io.github.dilm4j.nn;

import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * {@code x ↦ x·Wᵀ + b}.
 *
 * @param inputMajor whether the weight is stored [in, out] instead of [out, in]
 */
public record Linear(Parameter weight, Parameter bias, boolean inputMajor) {

    /** [..., in] to [..., out]. */
    public Tensor forward(Tensor x) {
        Tensor matrix = inputMajor ? weight.tensor().t() : weight.tensor(); // [out, in]
        return weight.packed(matrix)
                .map(product -> product.apply(x, Optional.of(bias.tensor())))
                .orElseGet(() -> torch.linear(x, matrix, new TensorOptional(bias.tensor())));
    }
}
