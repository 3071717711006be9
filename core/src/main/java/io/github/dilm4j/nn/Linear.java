package io.github.dilm4j.nn;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * {@code x ↦ x·Wᵀ + b}, or without {@code b}.
 *
 * @param inputMajor whether the weight is stored [in, out] instead of [out, in]
 */
public record Linear(Parameter weight, Optional<Parameter> bias, boolean inputMajor) {

    /** [..., in] to [..., out]. */
    public Tensor forward(Tensor x) {
        return LinearTrace.through(x, this::product);
    }

    private Tensor product(Tensor x) {
        Tensor matrix = inputMajor ? weight.tensor().t() : weight.tensor(); // [out, in]
        Optional<Tensor> added = bias.map(Parameter::tensor); // [out]
        return weight.reordered(matrix)
                .map(product -> product.apply(x, added))
                .orElseGet(() ->
                        torch.linear(x, matrix, added.map(TensorOptional::new).orElseGet(TensorOptional::new)));
    }

    /** The names of the weight and, if there is one, of the bias. */
    public List<String> parameterNames() {
        return Stream.concat(Stream.of(weight), bias.stream())
                .map(Parameter::name)
                .toList();
    }
}
