package io.github.dilm4j.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tensor.Tensors;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;

class PackingTest {
    private static final int WIDTH = 4;
    private static final int[] LENGTHS = {2, 3, 1};

    /** Returns [tokens, WIDTH] with distinct values. */
    private static Tensor tokens(int count) {
        float[] values = new float[count * WIDTH];
        IntStream.range(0, values.length).forEach(i -> values[i] = i + 1);
        return Tensors.of(values, Device.CPU, count, WIDTH);
    }

    @Test
    void eachSequenceStandsInItsRow() {
        try (PointerScope scope = new PointerScope()) {
            Packing packing = Packing.of(LENGTHS, Device.CPU);
            assertThat(packing.rows()).isEqualTo(3);
            assertThat(packing.longest()).isEqualTo(3);
            assertThat(packing.tokens()).isEqualTo(6);
            Tensor x = tokens(6);
            Tensor padded = packing.pad(x); // [3, 3, WIDTH]
            int begin = 0;
            for (int row = 0; row < LENGTHS.length; row++) {
                assertThat(Tensors.floats(padded.select(0, row).narrow(0, 0, LENGTHS[row])))
                        .isEqualTo(Tensors.floats(x.narrow(0, begin, LENGTHS[row])));
                begin += LENGTHS[row];
            }
            assertThat(Tensors.floats(packing.pack(padded))).isEqualTo(Tensors.floats(x));
            assertThat(Tensors.floats(packing.merged(packing.heads(x, 2)))).isEqualTo(Tensors.floats(x));
            assertThat(Tensors.floats(packing.positions(5).to(ScalarType.Float)))
                    .containsExactly(5, 6, 5, 6, 7, 5);
        }
    }

    @Test
    void sequencesOfOneLengthAreNotCopied() {
        try (PointerScope scope = new PointerScope()) {
            Packing packing = Packing.even(2, 3, Device.CPU);
            Tensor x = tokens(6);
            Tensor padded = packing.pad(x);
            assertThat(padded.data_ptr().address()).isEqualTo(x.data_ptr().address());
            assertThat(packing.pack(padded).data_ptr().address())
                    .isEqualTo(x.data_ptr().address());
        }
    }

    @Test
    void theBackwardPassGivesEveryTokenItsOwnGradientAndPaddingNone() {
        try (PointerScope scope = new PointerScope()) {
            Packing packing = Packing.of(LENGTHS, Device.CPU);
            Tensor x = tokens(6).set_requires_grad(true);
            Tensor weights = tokens(6).mul(tokens(6)); // [tokens, WIDTH]
            Tensor there = packing.pack(packing.pad(x).mul(packing.pad(x)));
            there.mul(weights).sum().backward();
            float[] values = Tensors.floats(x.detach());
            float[] factors = Tensors.floats(weights);
            float[] expected = new float[values.length];
            for (int i = 0; i < expected.length; i++) {
                expected[i] = 2 * values[i] * factors[i];
            }
            assertThat(Tensors.floats(x.grad())).isEqualTo(expected);
        }
    }

    @Test
    void rowsWithoutTokensAreAnError() {
        assertThatThrownBy(() -> Packing.of(new int[] {2, 0}, Device.CPU)).hasMessage("row 1 has no tokens");
        assertThatThrownBy(() -> Packing.of(new int[0], Device.CPU)).hasMessage("a batch has at least one row");
    }
}
