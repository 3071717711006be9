package io.github.dilm4j.generator;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dilm4j.model.CausalModel;
import io.github.dilm4j.model.Pass;
import io.github.dilm4j.nn.Parameters;
import io.github.dilm4j.tensor.Tensors;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Weights that are reordered for faster reading give the same results as plain weights. */
class ReadOftenTest {
    @ParameterizedTest
    @MethodSource("io.github.dilm4j.generator.CausalParityTest#architectures")
    void logitsArePlainOnes(String name) {
        TinyCausal tiny = TinyCausal.of(name);
        try (CausalModel model = tiny.model()) {
            float[] reordered = model.parameters().readOften(() -> logits(model, tiny));
            assertThat(TinyCausal.relativeError(reordered, logits(model, tiny))).isLessThan(1e-6);
        }
    }

    @Test
    void noCopyOutlivesItsWeights() {
        TinyCausal tiny = TinyCausal.of("gpt2-odd");
        try (CausalModel model = tiny.model()) {
            Parameters parameters = model.parameters();
            float[] before = parameters.readOften(() -> logits(model, tiny));
            try (NoGradGuard noGrad = new NoGradGuard()) {
                parameters.values().mul_(new Scalar(1.5));
            }
            float[] after = parameters.readOften(() -> logits(model, tiny));
            assertThat(TinyCausal.relativeError(after, before)).isGreaterThan(1e-2);
            assertThat(TinyCausal.relativeError(after, logits(model, tiny))).isLessThan(1e-6);
        }
    }

    @Test
    void gradientsAreThoseOfTheWeights() {
        TinyCausal tiny = TinyCausal.of("llama");
        try (CausalModel model = tiny.model()) {
            Parameters parameters = model.parameters();
            float[] reordered = parameters.readOften(() -> gradient(model, tiny));
            assertThat(reordered).isEqualTo(gradient(model, tiny)).isNotEqualTo(new float[reordered.length]);
        }
    }

    private static float[] logits(CausalModel model, TinyCausal tiny) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            return Tensors.floats(model.logits(model.hiddenStates(tiny.batch(), Pass.EXACT)));
        }
    }

    private static float[] gradient(CausalModel model, TinyCausal tiny) {
        try (PointerScope scope = new PointerScope()) {
            model.parameters().gradients();
            Tensor logits = model.logits(model.hiddenStates(tiny.batch(), Pass.EXACT));
            logits.square().sum().backward();
            float[] gradient = Tensors.floats(model.parameters().gradients());
            model.parameters().zeroGradients();
            return gradient;
        }
    }
}
