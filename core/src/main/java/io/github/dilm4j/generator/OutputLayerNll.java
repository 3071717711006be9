package io.github.dilm4j.generator;

import io.github.dilm4j.base.Precision;
import io.github.dilm4j.nn.Parameter;
import io.github.dilm4j.tensor.Autocast;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tensor.Tensors;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorArrayRefOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * Computes likelihoods with the closed form of the output layer's gradient: with {@code p = softmax(h·Wᵀ)}, the
 * gradient of {@code wᵢ·nllᵢ} by the logits is {@code wᵢ·(pᵢ − target)}. The logits are the largest tensor of a pass.
 * This needs one tensor of their size, written in place, instead of the four of a graph, and adds the table's gradient
 * in place.
 */
final class OutputLayerNll implements TargetNll {
    /**
     * Tensors of the logits' size that exist at the same time: if they are not written in place, logits and their
     * logarithms.
     */
    static final int LOGITS = 2;

    private final Device device;
    private final Precision precision;
    private final Parameter table; // [vocabulary, hidden]
    private final Tensor hidden; // [targets, hidden], with its graph
    private final Tensor targets; // [targets, 1] int64
    private final Tensor logs; // [targets, vocabulary], log-probabilities
    private final Tensor values; // [targets]

    /**
     * @param table the rows whose products with the hidden states are the logits
     * @param hidden [targets, hidden], with the graph of the layers before
     * @param targets [targets] int64
     */
    OutputLayerNll(Device device, Precision precision, Parameter table, Tensor hidden, Tensor targets) {
        this.device = device;
        this.precision = precision;
        this.table = table;
        this.hidden = Tensors.keep(hidden);
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            this.targets = Tensors.keep(targets.unsqueeze(1));
            Tensor logits = Autocast.compute(
                    precision, device, () -> hidden.matmul(table.tensor().t())); // [targets, vocabulary]
            logs = Tensors.keep(device == Device.CPU ? normalisedInPlace(logits) : logits.log_softmax(-1));
            values = Tensors.keep(logs.gather(1, this.targets).squeeze(1).neg());
        }
    }

    /**
     * Whether logits may be overwritten: the CPU's kernel reads a row before it writes it, and other devices' kernels
     * do not guarantee that.
     */
    private static Tensor normalisedInPlace(Tensor logits) {
        torch.log_softmax_out(logits, logits, -1);
        return logits;
    }

    @Override
    public Tensor values() {
        return values;
    }

    @Override
    public void backward(Tensor weights) {
        try (PointerScope scope = new PointerScope()) {
            Tensor ofHidden; // [targets, hidden]
            try (NoGradGuard noGrad = new NoGradGuard()) {
                Tensor weight = weights.unsqueeze(1); // [targets, 1]
                Tensor ofLogits = logs.exp_().mul_(weight); // [targets, vocabulary]
                ofLogits.scatter_add_(1, targets, weight.neg());
                addToTable(ofLogits);
                ofHidden = Autocast.compute(precision, device, () -> ofLogits.matmul(table.tensor()));
            }
            hidden.backward(ofHidden, new BoolOptional(), false, new TensorArrayRefOptional());
        }
    }

    private void addToTable(Tensor ofLogits) {
        if (precision == Precision.FLOAT32) {
            table.addToGradient(ofLogits.t(), hidden);
        } else {
            Tensor ofTable =
                    Autocast.compute(precision, device, () -> ofLogits.t().matmul(hidden)); // [vocabulary, hidden]
            table.addToGradient(ofTable);
        }
    }

    @Override
    public void close() {
        hidden.close();
        targets.close();
        logs.close();
        values.close();
    }
}
