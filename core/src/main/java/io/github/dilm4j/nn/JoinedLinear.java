package io.github.dilm4j.nn;

import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * Several dense layers with the same input, as one product. The input is reordered for the CPU once, and so are the
 * gradients in the backward pass.
 *
 * @param weight the adjacent weights of all layers
 * @param bias the adjacent biases of all layers
 */
public record JoinedLinear(List<Linear> parts, Optional<Parameter> weight, Optional<Parameter> bias) {
    public JoinedLinear {
        parts = List.copyOf(parts);
    }

    /** [..., in] to [..., sum of the outs], in the order of the parts. */
    public Tensor forward(Tensor x) {
        if (weight.isPresent() && bias.isPresent()) {
            return new Linear(weight.get(), bias, false).forward(x);
        }
        TensorVector each = new TensorVector();
        parts.forEach(part -> each.push_back(part.forward(x)));
        return torch.cat(each, -1);
    }
}
