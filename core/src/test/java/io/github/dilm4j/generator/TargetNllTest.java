package io.github.dilm4j.generator;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dilm4j.base.Precision;
import io.github.dilm4j.model.CausalModel;
import io.github.dilm4j.model.Pass;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tensor.Tensors;
import io.github.dilm4j.tokenize.TokenSequence;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares the closed form of the output layer's gradient to the engine's automatic differentiation. */
class TargetNllTest {
    /** @param gradient [elements], of all weights */
    private record Result(float[] values, float[] gradient) {}

    @ParameterizedTest
    @MethodSource("io.github.dilm4j.generator.CausalParityTest#architectures")
    void agreesWithTheGraph(String name) {
        TinyCausal tiny = TinyCausal.of(name);
        Result graph =
                result(tiny, batch -> model -> new GraphNll(batch.tokenNll(model, Pass.EXACT, Precision.FLOAT32)));
        Result direct = result(tiny, batch -> model -> batch.forward(model, Pass.EXACT, Precision.FLOAT32));
        assertThat(TinyCausal.relativeError(direct.values(), graph.values())).isLessThan(1e-6);
        assertThat(TinyCausal.relativeError(direct.gradient(), graph.gradient()))
                .isLessThan(1e-6);
    }

    @ParameterizedTest
    @CsvSource({"gpt2-odd, 0.02", "llama, 0.02"}) // a tied and an untied output layer
    void agreesInBfloat16(String name, double tolerance) {
        TinyCausal tiny = TinyCausal.of(name);
        Result exact = result(tiny, batch -> model -> batch.forward(model, Pass.EXACT, Precision.FLOAT32));
        Result narrow = result(tiny, batch -> model -> batch.forward(model, Pass.EXACT, Precision.BFLOAT16));
        assertThat(TinyCausal.relativeError(narrow.values(), exact.values())).isBetween(1e-6, tolerance);
        assertThat(TinyCausal.relativeError(narrow.gradient(), exact.gradient()))
                .isBetween(1e-6, tolerance);
    }

    @Test
    void cappedLogitsGoByTheGraph() {
        try (CausalModel capped = TinyCausal.of("gemma2").model();
                CausalModel plain = TinyCausal.of("gemma").model()) {
            assertThat(capped.outputRows()).isEmpty();
            assertThat(plain.outputRows()).isPresent();
        }
    }

    /** Computes values and gradient with weights of both signs. The gradient is added to an existing one. */
    private static Result result(TinyCausal tiny, Function<TargetBatch, Function<CausalModel, TargetNll>> forward) {
        List<TokenSequence> sequences = Arrays.stream(tiny.rows("ids"))
                .filter(row -> row.length > 1)
                .map(TokenSequence::of)
                .toList();
        int[] rows = IntStream.range(0, sequences.size()).toArray();
        try (CausalModel model = tiny.model();
                PointerScope scope = new PointerScope()) {
            model.parameters().makeTrainable();
            model.parameters().gradients().fill_(new Scalar(0.01));
            TargetBatch batch = TargetBatch.of(sequences, sequence -> 1, rows, Device.CPU);
            try (TargetNll nll = forward.apply(batch).apply(model)) {
                float[] values = Tensors.floats(nll.values());
                float[] weights = new float[values.length];
                for (int i = 0; i < weights.length; i++) {
                    weights[i] = (i % 3 - 1) / (1f + i);
                }
                Tensor ofTargets = Tensors.of(weights, Device.CPU, weights.length); // [targets]
                nll.backward(ofTargets);
                return new Result(values, Tensors.floats(model.parameters().gradients()));
            }
        }
    }
}
