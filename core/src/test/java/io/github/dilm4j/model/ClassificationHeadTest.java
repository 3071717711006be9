package io.github.dilm4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.model.ClassificationHead.Factors;
import io.github.dilm4j.nn.Activation;
import io.github.dilm4j.nn.Linear;
import io.github.dilm4j.nn.ParameterLayout;
import io.github.dilm4j.nn.Parameters;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tensor.Tensors;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ClassificationHeadTest {
    private static final int BATCH = 5;
    private static final int FEATURES = 4;
    private static final int LABELS = 3;

    @ParameterizedTest
    @EnumSource(Activation.class)
    void factorsOfATwoLayerHeadAreWhatBackPropagationGives(Activation activation) {
        ParameterLayout layout = new ParameterLayout(0.7);
        ClassificationHead head = ClassificationHead.twoLayers(
                layout.linear("dense", FEATURES, 6), activation, layout.linear("out", 6, LABELS), 0.1, 0.1);
        check(head, layout);
    }

    @Test
    void factorsOfALinearHeadAreWhatBackPropagationGives() {
        ParameterLayout layout = new ParameterLayout(0.7);
        check(ClassificationHead.linear(layout.linear("out", FEATURES, LABELS), 0.1), layout);
    }

    @ParameterizedTest
    @EnumSource(Activation.class)
    void factorsOfATwoLayerHeadAreTheLossesSlope(Activation activation) {
        ParameterLayout layout = new ParameterLayout(0.7);
        ClassificationHead head = ClassificationHead.twoLayers(
                layout.linear("dense", FEATURES, 6), activation, layout.linear("out", 6, LABELS), 0.1, 0.1);
        try (Parameters parameters = layout.allocate(Device.CPU);
                PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            parameters.initialise(new RandomStreams(3));
            Tensor features = features();
            Tensor labels = Tensors.of(new int[] {0, 2, 1, 1, 0}, Device.CPU, BATCH);
            List<Factors> factors = head.factors(features, labels);
            for (int l = 0; l < factors.size(); l++) {
                Tensor deltas = factors.get(l).deltas(); // [batch, out]
                float[] gradient =
                        Tensors.floats(deltas.t().matmul(factors.get(l).inputs())); // [out, in]
                Tensor weight = head.layers().get(l).weight().tensor().view(-1); // [out · in]
                for (int i = 0; i < gradient.length; i++) {
                    double slope = (lossWith(weight, i, 0.01, head, features, labels)
                                    - lossWith(weight, i, -0.01, head, features, labels))
                            / 0.02;
                    assertThat((double) gradient[i])
                            .as("layer %s, weight %s", l, i)
                            .isCloseTo(slope, within(2e-3));
                }
            }
        }
    }

    /** Returns the sum of the losses with one weight changed by {@code step}. */
    private static double lossWith(
            Tensor weight, int at, double step, ClassificationHead head, Tensor features, Tensor labels) {
        Tensor one = weight.narrow(0, at, 1);
        one.add_(new Scalar(step));
        double loss = torch.cross_entropy_loss(
                        head.logits(features, Pass.EXACT), labels, new TensorOptional(), 2, -100, 0)
                .item_double();
        one.sub_(new Scalar(step));
        return loss;
    }

    private static void check(ClassificationHead head, ParameterLayout layout) {
        try (Parameters parameters = layout.allocate(Device.CPU);
                PointerScope scope = new PointerScope()) {
            parameters.initialise(new RandomStreams(1));
            parameters.gradients(); // makes the parameters trainable
            Tensor features = features();
            Tensor labels = Tensors.of(new int[] {0, 2, 1, 1, 0}, Device.CPU, BATCH);
            torch.cross_entropy_loss(head.logits(features, Pass.EXACT), labels, new TensorOptional(), 2, -100, 0)
                    .backward();
            List<Factors> factors;
            try (NoGradGuard noGrad = new NoGradGuard()) {
                factors = head.factors(features, labels);
            }
            for (int l = 0; l < factors.size(); l++) {
                Linear layer = head.layers().get(l);
                Tensor deltas = factors.get(l).deltas(); // [batch, out]
                Tensor weight = deltas.t().matmul(factors.get(l).inputs()); // [out, in]
                assertThat(Tensors.floats(weight))
                        .containsExactly(
                                Tensors.floats(
                                        parameters.gradient(layer.weight().name())),
                                within(2e-6f));
                assertThat(Tensors.floats(deltas.sum(0)))
                        .containsExactly(
                                Tensors.floats(parameters.gradient(
                                        layer.bias().orElseThrow().name())),
                                within(2e-6f));
            }
        }
    }

    private static Tensor features() {
        UniformRandomProvider random = new RandomStreams(2).stream("features");
        float[] values = new float[BATCH * FEATURES];
        for (int i = 0; i < values.length; i++) {
            values[i] = 2 * random.nextFloat() - 1;
        }
        return Tensors.of(values, Device.CPU, BATCH, FEATURES);
    }
}
