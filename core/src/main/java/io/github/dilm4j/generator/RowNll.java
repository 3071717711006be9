package io.github.dilm4j.generator;

import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tensor.Tensors;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/** The mean negative log-likelihoods of a batch's rows, with a backward pass for given coefficients. */
final class RowNll implements AutoCloseable {
    private final Device device;
    private final TargetNll ofTargets;
    private final Tensor rowOfTarget; // [targets] int64
    private final Tensor means; // [rows]
    private final Tensor shares; // [targets], of a target in its row's mean

    /**
     * @param ofTargets likelihoods of the batch's targets; closed with this
     * @param divisors [rows], of the sums over a row's targets
     */
    RowNll(TargetBatch batch, TargetNll ofTargets, Tensor divisors, Device device) {
        this.device = device;
        this.ofTargets = ofTargets;
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            rowOfTarget = Tensors.keep(batch.rowOfTarget());
            means = Tensors.keep(batch.sumByRow(ofTargets.values()).div(divisors));
            shares = Tensors.keep(divisors.reciprocal().index_select(0, rowOfTarget));
        }
    }

    /** [rows], nats per token. */
    float[] means() {
        return Tensors.floats(means);
    }

    /**
     * Adds the gradient of {@code Σ coefficients · means} to the model's. Must be called once, on the worker of the
     * forward pass.
     *
     * @param coefficients [rows]
     * @return that sum
     */
    double backward(float[] coefficients) {
        try (PointerScope scope = new PointerScope()) {
            Tensor ofRows = Tensors.of(coefficients, device, coefficients.length); // [rows]
            ofTargets.backward(ofRows.index_select(0, rowOfTarget).mul(shares));
            return ofRows.dot(means).item_double();
        }
    }

    @Override
    public void close() {
        ofTargets.close();
        rowOfTarget.close();
        means.close();
        shares.close();
    }
}
