package io.github.dilm4j.model;

import io.github.dilm4j.nn.Activation;
import io.github.dilm4j.nn.Dropout;
import io.github.dilm4j.nn.Linear;
import java.util.List;
import org.bytedeco.pytorch.AutoGradMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * The layers from a sequence's features to its logits: one linear layer (BERT; without a bias: Llama), or a dense layer
 * with an activation and a linear one (RoBERTa, ELECTRA, DistilBERT, XLNet).
 */
public final class ClassificationHead {
    /**
     * Per example, the gradient of the loss by one layer's weight and bias is {@code delta ⊗ [input, 1]}, without a
     * bias {@code delta ⊗ input}.
     *
     * @param deltas [batch, out], ∂loss/∂(output of the layer)
     * @param inputs [batch, in]
     * @param biased whether the layer has a bias
     */
    public record Factors(Tensor deltas, Tensor inputs, boolean biased) {
        private static Factors of(Linear layer, Tensor deltas, Tensor inputs) {
            return new Factors(deltas, inputs, layer.bias().isPresent());
        }
    }

    private final List<Linear> hidden; // none or one
    private final Activation activation;
    private final Linear output;
    private final double inputDropout;
    private final double hiddenDropout;

    private ClassificationHead(
            List<Linear> hidden, Activation activation, Linear output, double inputDropout, double hiddenDropout) {
        this.hidden = hidden;
        this.activation = activation;
        this.output = output;
        this.inputDropout = inputDropout;
        this.hiddenDropout = hiddenDropout;
    }

    /** {@code logits = output(dropout(features))}. */
    public static ClassificationHead linear(Linear output, double dropout) {
        return new ClassificationHead(List.of(), Activation.TANH, output, dropout, 0);
    }

    /** {@code logits = output(dropout(activation(dense(dropout(features)))))}. */
    public static ClassificationHead twoLayers(
            Linear dense, Activation activation, Linear output, double inputDropout, double hiddenDropout) {
        return new ClassificationHead(List.of(dense), activation, output, inputDropout, hiddenDropout);
    }

    /** The layers from the input to the output. */
    public List<Linear> layers() {
        return hidden.isEmpty() ? List.of(output) : List.of(hidden.get(0), output);
    }

    /** The names of its weights and biases, layer by layer. */
    public List<String> parameterNames() {
        return layers().stream()
                .flatMap(layer -> layer.parameterNames().stream())
                .toList();
    }

    /** [batch, features] to [batch, labels]. */
    public Tensor logits(Tensor features, Pass pass) {
        Tensor x = Dropout.apply(features, pass.dropout(inputDropout)); // [batch, features]
        for (Linear dense : hidden) {
            x = Dropout.apply(activation.apply(dense.forward(x)), pass.dropout(hiddenDropout)); // [batch, hidden]
        }
        return output.forward(x);
    }

    /**
     * The gradients of each example's cross-entropy by the head's layers, in the order of {@link #layers()}, without
     * dropout and without back-propagation through the body.
     *
     * @param features [batch, features]
     * @param labels [batch] int64
     */
    public List<Factors> factors(Tensor features, Tensor labels) {
        if (hidden.isEmpty()) {
            return List.of(Factors.of(output, outputDeltas(features, labels), features));
        }
        Tensor before = hidden.get(0).forward(features); // [batch, hidden]
        Tensor after = activation.apply(before); // [batch, hidden]
        Tensor deltas = outputDeltas(after, labels); // [batch, labels]
        Tensor back = deltas.matmul(
                output.inputMajor()
                        ? output.weight().tensor().t()
                        : output.weight().tensor()); // [batch, hidden], ∂loss/∂after
        return List.of(
                Factors.of(hidden.get(0), throughActivation(before, back), features),
                Factors.of(output, deltas, after));
    }

    /** {@code softmax(logits) − onehot(labels)} [batch, labels]. */
    private Tensor outputDeltas(Tensor inputs, Tensor labels) {
        Tensor logits = output.forward(inputs); // [batch, labels]
        return torch.softmax(logits, -1).sub(torch.one_hot(labels, logits.size(1)));
    }

    /** ∂loss/∂before [batch, hidden], where {@code back} is ∂loss/∂activation(before). */
    private Tensor throughActivation(Tensor before, Tensor back) {
        try (AutoGradMode recording = new AutoGradMode(true)) {
            Tensor input = before.detach().set_requires_grad(true);
            Tensor activated = activation.apply(input);
            Tensor product = activated.mul(back.detach()).sum();
            Tensor derivative = torch.grad(new TensorVector(product), new TensorVector(input))
                    .get(0);
            return derivative.detach();
        }
    }
}
