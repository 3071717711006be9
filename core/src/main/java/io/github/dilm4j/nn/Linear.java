package io.github.dilm4j.nn;

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
        if (!inputMajor) {
            return torch.linear(x, weight.tensor(), new TensorOptional(bias.tensor()));
        }
        return torch.linear(x, weight.tensor().t(), new TensorOptional(bias.tensor()));
    }
}
