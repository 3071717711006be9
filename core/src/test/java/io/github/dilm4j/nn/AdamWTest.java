package io.github.dilm4j.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tensor.Tensors;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdamWTest {
    private static final int SIZE = 3;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void agreesWithThePaperStepByStep(boolean kernelClips) {
        ParameterLayout layout = new ParameterLayout(0.5);
        Linear linear = layout.linear("head", SIZE, 1);
        try (Parameters parameters = layout.allocate(Device.CPU);
                AdamW adamW = new AdamW(parameters, AdamW.Settings.withWeightDecay(0.1), kernelClips)) {
            parameters.initialise(new RandomStreams(1));
            double[] weight = doubles(Tensors.floats(linear.weight().tensor()));
            double[] bias = {0};
            double[][] moments = new double[2][SIZE];
            double[][] biasMoments = new double[2][1];
            for (int step = 1; step <= 10; step++) {
                double[] gradient = {0.3 * step, -1.0, 2.0 / step};
                double[] biasGradient = {0.5};
                setGradients(parameters, gradient, biasGradient);

                double norm = adamW.step(0.01, 1.0);

                double expectedNorm = Math.sqrt(gradient[0] * gradient[0]
                        + gradient[1] * gradient[1]
                        + gradient[2] * gradient[2]
                        + biasGradient[0] * biasGradient[0]);
                assertThat(norm).isCloseTo(expectedNorm, within(1e-5));
                double scale = 1 / Math.max(1, expectedNorm);
                naive(weight, gradient, moments, scale, 0.1, step);
                naive(bias, biasGradient, biasMoments, scale, 0, step);
            }
            assertThat(doubles(Tensors.floats(linear.weight().tensor()))).containsExactly(weight, within(1e-5));
            assertThat(doubles(Tensors.floats(linear.bias().orElseThrow().tensor())))
                    .containsExactly(bias, within(1e-5));
            assertThat(Tensors.floats(parameters.gradients())).containsOnly(0f);
        }
    }

    private static void naive(
            double[] values, double[] gradient, double[][] moments, double scale, double decay, int step) {
        for (int i = 0; i < values.length; i++) {
            double g = gradient[i] * scale;
            moments[0][i] = 0.9 * moments[0][i] + 0.1 * g;
            moments[1][i] = 0.999 * moments[1][i] + 0.001 * g * g;
            double first = moments[0][i] / (1 - Math.pow(0.9, step));
            double second = moments[1][i] / (1 - Math.pow(0.999, step));
            values[i] -= 0.01 * (first / (Math.sqrt(second) + 1e-8) + decay * values[i]);
        }
    }

    private static void setGradients(Parameters parameters, double[] weight, double[] bias) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            parameters.gradient("head.weight").copy_(Tensors.of(floats(weight), Device.CPU, 1, SIZE));
            parameters.gradient("head.bias").copy_(Tensors.of(floats(bias), Device.CPU, 1));
        }
    }

    private static float[] floats(double[] values) {
        float[] narrow = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            narrow[i] = (float) values[i];
        }
        return narrow;
    }

    private static double[] doubles(float[] values) {
        double[] wide = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            wide[i] = values[i];
        }
        return wide;
    }
}
