package io.github.dilm4j.nn;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** Normalises the last dimension to mean 0 and variance 1, then scales and shifts it. */
public record LayerNorm(Parameter weight, Parameter bias, double epsilon) {

    /** [..., size] to the same shape. */
    public Tensor forward(Tensor x) {
        return torch.layer_norm(
                x,
                weight.shape(),
                new TensorOptional(weight.tensor()),
                new TensorOptional(bias.tensor()),
                epsilon,
                false);
    }
}
