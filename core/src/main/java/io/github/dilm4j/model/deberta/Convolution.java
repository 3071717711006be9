package io.github.dilm4j.model.deberta;

import io.github.dilm4j.model.encoder.EncoderBlock;
import io.github.dilm4j.model.encoder.EncoderModelConfig;
import io.github.dilm4j.nn.Activation;
import io.github.dilm4j.nn.Dropout;
import io.github.dilm4j.nn.LayerNorm;
import io.github.dilm4j.nn.Parameter;
import io.github.dilm4j.nn.Parameter.Kind;
import io.github.dilm4j.nn.ParameterLayout;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** A convolution over the embeddings whose result is added to the first layer's, in the largest DeBERTa-v2 models. */
public final class Convolution {
    /**
     * @param kernel odd number of neighbouring tokens
     * @param groups of values that are convolved separately; divides the hidden size
     * @param activation by its name in Hugging Face configs
     */
    public record Shape(int kernel, int groups, String activation) {}

    private final Shape shape;
    private final Activation activation;
    private final double dropout;
    private final Parameter weight; // [hidden, hidden / groups, kernel]
    private final Parameter bias; // [hidden]
    private final LayerNorm norm;

    /** @param name of the convolution, with its dot at the end */
    Convolution(ParameterLayout layout, String name, Shape shape, EncoderModelConfig common) {
        this.shape = shape;
        long hidden = common.hiddenSize();
        activation = Activation.named(shape.activation());
        dropout = common.hiddenDropout();
        weight = layout.add(
                name + "conv.weight",
                Kind.WEIGHT,
                common.initializerRange(),
                hidden,
                hidden / shape.groups(),
                shape.kernel());
        bias = layout.add(name + "conv.bias", Kind.BIAS, 0, hidden);
        norm = layout.layerNorm(name + "LayerNorm", hidden, common.normEpsilon());
    }

    /** The first layer together with the convolution of its input. */
    EncoderBlock after(EncoderBlock first) {
        return (x, wanted, rows, pass) -> {
            Tensor tokens = rows.keyMask()
                    .squeeze(1)
                    .transpose(1, 2)
                    .ge(new Scalar(0))
                    .to(ScalarType.Float); // [batch, length, 1]: 1 for tokens, 0 for padding
            Tensor gathered = convolve(rows.tokens().pad(x).mul(tokens)).mul(tokens); // [batch, length, hidden]
            Tensor added = activation
                    .apply(Dropout.apply(gathered, pass.dropout(dropout)))
                    .narrow(1, 0, rows.wanted().longest()); // [batch, queries, hidden]
            return norm.forward(
                    first.forward(x, wanted, rows, pass).add(rows.wanted().pack(added)));
        };
    }

    /** [batch, length, hidden] to the same shape. */
    private Tensor convolve(Tensor x) {
        return torch.conv1d(
                        x.transpose(1, 2),
                        weight.tensor(),
                        new TensorOptional(bias.tensor()),
                        new long[] {1},
                        new long[] {(shape.kernel() - 1) / 2},
                        new long[] {1},
                        shape.groups())
                .transpose(1, 2);
    }
}
