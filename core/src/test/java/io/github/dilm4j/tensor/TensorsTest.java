package io.github.dilm4j.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.assertj.core.data.Percentage;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TensorsTest {
    @Test
    void aScopeOfItsOwnKeepsItsResultAlone() {
        Tensor[] within = new Tensor[1];
        Tensor result;
        try (PointerScope scope = new PointerScope()) {
            Tensor two = Tensors.of(new float[] {2}, Device.CPU, 1);
            result = Tensors.inScope(() -> {
                within[0] = two.mul(two);
                return within[0].add(two);
            });
            assertThat(within[0].isNull()).isTrue();
            assertThat(Tensors.floats(result)).containsExactly(6);
            assertThat(Tensors.floats(Tensors.inScope(() -> two))).containsExactly(2); // a tensor of the scope around
        }
        assertThat(result.isNull()).isTrue();
    }

    @Test
    void outsideOfAllScopesTheResultOfAScopeStays() {
        try (Tensor result = Tensors.inScope(() -> Tensors.of(new float[] {2}, Device.CPU, 1))) {
            assertThat(Tensors.floats(result)).containsExactly(2);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4095, 4096, 4097, 20_000})
    void theNormIsThatOfAllElements(int count) {
        float[] values = new float[count];
        Random random = new Random(3);
        double squares = 0;
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
            squares += (double) values[i] * values[i];
        }
        try (PointerScope scope = new PointerScope()) {
            assertThat(Tensors.norm(Tensors.of(values, Device.CPU, count)))
                    .isCloseTo(Math.sqrt(squares), Percentage.withPercentage(1e-4));
        }
    }

    /** Like the gradient of a large model: a few large elements are followed by many millions of small ones. */
    @Test
    void smallElementsAreNotLostBesideLargeOnes() {
        int count = 32_000_000;
        float[] values = new float[count];
        double squares = 0;
        for (int i = 0; i < count; i++) {
            values[i] = i < 1000 ? 1 : 1e-3f;
            squares += (double) values[i] * values[i];
        }
        try (PointerScope scope = new PointerScope()) {
            Tensor tensor = Tensors.of(values, Device.CPU, count);
            assertThat(Tensors.norm(tensor)).isCloseTo(Math.sqrt(squares), Percentage.withPercentage(1e-3));
            double atOnce = tensor.norm().item_double(); // the inexact norm that Tensors.norm replaces
            assertThat(Math.abs(atOnce / Math.sqrt(squares) - 1)).isGreaterThan(1e-4);
        }
    }

    @Test
    void aNormThatIsNotFiniteStaysSo() {
        try (PointerScope scope = new PointerScope()) {
            assertThat(Tensors.norm(Tensors.of(new float[] {1, Float.NaN}, Device.CPU, 2)))
                    .isNaN();
            assertThat(Tensors.norm(Tensors.of(new float[] {1, Float.POSITIVE_INFINITY}, Device.CPU, 2)))
                    .isInfinite();
        }
    }
}
