package io.github.dilm4j.nn;

import io.github.dilm4j.base.NotFiniteException;
import io.github.dilm4j.tensor.Tensors;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Stochastic gradient descent, with momentum if it is not 0, and L2 decay of the matrices, as in libtorch. */
public final class Sgd implements Optimizer {
    static final double USUAL_MOMENTUM = 0.9;

    private final Parameters parameters;
    private final double momentum;
    private final double weightDecay;
    private final Tensor velocity; // [elements]

    public Sgd(Parameters parameters, double momentum, double weightDecay) {
        this.parameters = parameters;
        this.momentum = momentum;
        this.weightDecay = weightDecay;
        try (PointerScope scope = new PointerScope()) {
            velocity = Tensors.keep(torch.zeros_like(parameters.gradients()));
        }
    }

    @Override
    public double step(double learningRate, double maxNorm) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            Tensor gradients = parameters.gradients();
            double norm = Tensors.norm(gradients);
            if (!Double.isFinite(norm)) {
                parameters.zeroGradients();
                throw new NotFiniteException("gradient norm", norm);
            }
            if (norm > maxNorm) {
                gradients.mul_(new Scalar(maxNorm / (norm + 1e-6)));
            }
            long decaying = parameters.decayingElements();
            gradients.narrow(0, 0, decaying).add_(parameters.values().narrow(0, 0, decaying), new Scalar(weightDecay));
            velocity.mul_(new Scalar(momentum)).add_(gradients);
            parameters.values().sub_(velocity, new Scalar(learningRate));
            parameters.zeroGradients();
            return norm;
        }
    }

    @Override
    public void reset() {
        try (NoGradGuard noGrad = new NoGradGuard()) {
            velocity.zero_();
        }
    }

    @Override
    public Map<String, Tensor> state() {
        return Map.of("sgd.velocity", velocity);
    }

    @Override
    public void close() {
        velocity.close();
    }
}
