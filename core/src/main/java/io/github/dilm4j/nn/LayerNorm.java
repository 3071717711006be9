package io.github.dilm4j.nn;

import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** Normalises the last dimension to mean 0 and variance 1, then scales it and, with a bias, shifts it. */
public record LayerNorm(Parameter weight, Optional<Parameter> bias, double epsilon) {

    /** [..., size] to the same shape. */
    public Tensor forward(Tensor x) {
        return torch.layer_norm(
                x,
                weight.shape(),
                new TensorOptional(weight.tensor()),
                bias.map(shift -> new TensorOptional(shift.tensor())).orElseGet(TensorOptional::new),
                epsilon,
                false);
    }
}
