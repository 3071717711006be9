package io.github.dilm4j.learner;

import io.github.dilm4j.matching.CosineGradient;
import io.github.dilm4j.matching.GradientMatching;
import io.github.dilm4j.matching.Match;
import io.github.dilm4j.model.Pass;
import io.github.dilm4j.nn.Parameters;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tensor.Tensors;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/** Gradient matching on the gradients of all parameters of a learner, without dropout. */
final class FullMatching {
    private final Parameters parameters;
    private final PaddedBatches batches;
    private final Losses losses;

    FullMatching(Parameters parameters, PaddedBatches batches, Losses losses) {
        this.parameters = parameters;
        this.batches = batches;
        this.losses = losses;
    }

    /** The learner's loss. */
    @FunctionalInterface
    interface Losses {
        /** Returns the cross-entropy of some of a batch's examples [rows]. */
        Tensor of(TokenBatch batch, int[] rows, Pass pass);
    }

    /** See {@link Learner#matchFully}. */
    Match match(FullGradient real, TokenBatch synthetic, float[] nll, double temperature) {
        double[] weights = GradientMatching.weights(nll, temperature);
        try (FullGradient gradient = weightedGradient(synthetic, weights, Integer.MAX_VALUE)) {
            Tensor g = real.values(); // [elements]
            Tensor direction = gradient.values(); // [elements]
            CosineGradient cosine = CosineGradient.of(
                    FullGradient.dot(g, g), FullGradient.dot(g, direction), FullGradient.dot(direction, direction));
            try (PointerScope scope = new PointerScope();
                    NoGradGuard noGrad = new NoGradGuard()) {
                direction
                        .mul_(new Scalar(cosine.alongSynthetic()))
                        .add_(g, new Scalar(cosine.alongReal())); // ∂loss/∂g̃
            }
            double[] directional = derivativesAlong(direction, synthetic);
            float[] coefficients = GradientMatching.coefficients(weights, directional, temperature);
            return new Match(cosine.loss(), cosine.cosine(), coefficients, narrowed(weights));
        }
    }

    /** Returns {@code Σ weights[i] · ∇loss[i]}; the caller closes it. */
    FullGradient weightedGradient(TokenBatch batch, double[] weights, int maxRows) {
        parameters.zeroGradients();
        Device device = parameters.device();
        List<int[]> parts = batches.rows(batch.sequences(), maxRows);
        parameters.accumulate(parts.size(), part -> {
            int[] rows = parts.get(part);
            float[] share = new float[rows.length];
            for (int i = 0; i < rows.length; i++) {
                share[i] = (float) weights[rows[i]];
            }
            Tensor loss = losses.of(batch, rows, Pass.EXACT).dot(Tensors.of(share, device, rows.length)); // []
            loss.backward();
            return loss.item_double();
        });
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            FullGradient gradient =
                    new FullGradient(Tensors.keep(parameters.gradients().clone()));
            parameters.zeroGradients();
            return gradient;
        }
    }

    /** Returns {@code ⟨direction, ∇loss[i]⟩} for every example. */
    private double[] derivativesAlong(Tensor direction, TokenBatch batch) {
        double[] derivatives = new double[batch.size()];
        for (int[] rows : batches.rows(batch.sequences())) {
            float[] some =
                    DirectionalDerivative.along(direction, parameters, () -> losses.of(batch, rows, Pass.DERIVATIVE));
            for (int i = 0; i < rows.length; i++) {
                derivatives[rows[i]] = some[i];
            }
        }
        return derivatives;
    }

    private static float[] narrowed(double[] values) {
        float[] narrow = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            narrow[i] = (float) values[i];
        }
        return narrow;
    }
}
