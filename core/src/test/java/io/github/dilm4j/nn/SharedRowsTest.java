package io.github.dilm4j.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.dilm4j.nn.Attention.Kernel;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tensor.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class SharedRowsTest {
    private static final int HEADS = 2;
    private static final int WIDTH = 3 * HEADS * 4; // queries, keys and values
    private static final int[] LENGTHS = {3, 7, 1, 20, 2, 9, 33, 4};

    @ParameterizedTest
    @EnumSource(Kernel.class)
    void everySequenceSeesItselfAlone(Kernel kernel) {
        try (PointerScope scope = new PointerScope()) {
            Tensor shared = random().set_requires_grad(true);
            Tensor alone = random().set_requires_grad(true);
            AttentionRows rows = SharedRows.of(LENGTHS, Device.CPU).orElseThrow();
            List<Tensor> all = rows.heads(shared, 3, HEADS); // each [rows, heads, 33, headSize]
            assertThat(all.get(0).size(0)).isEqualTo(3); // 79 tokens in rows of 33 tokens
            Tensor actual = rows.merged(Attention.attend(heads(all), rows.mask(), 0, kernel)); // [tokens, 8]
            Tensor expected = oneByOne(alone, kernel); // [tokens, 8]
            assertClose(actual, expected);
            Tensor weights = actual.detach().sin(); // [tokens, 8]
            actual.mul(weights).sum().backward();
            expected.mul(weights).sum().backward();
            assertClose(shared.grad(), alone.grad());
        }
    }

    static Stream<int[]> lengthsThatGainNothing() {
        int[] filled = new int[12];
        Arrays.fill(filled, 30);
        return Stream.of(filled, new int[] {129, 1, 1, 1, 1, 1, 1}, new int[] {20});
    }

    @ParameterizedTest
    @MethodSource("lengthsThatGainNothing")
    void rowsAreSharedOnlyWhereItSavesSome(int[] lengths) {
        try (PointerScope scope = new PointerScope()) {
            assertThat(SharedRows.of(lengths, Device.CPU)).isEmpty();
        }
    }

    private static Tensor oneByOne(Tensor x, Kernel kernel) {
        TensorVector contexts = new TensorVector();
        long begin = 0;
        for (int length : LENGTHS) {
            Packing own = Packing.even(1, length, Device.CPU);
            List<Tensor> all = own.heads(x.narrow(0, begin, length), 3, HEADS);
            Tensor open = torch.zeros(1, 1, 1, length);
            contexts.push_back(own.merged(Attention.attend(heads(all), open, 0, kernel)));
            begin += length;
        }
        return torch.cat(contexts, 0);
    }

    private static Attention.Heads heads(List<Tensor> all) {
        return new Attention.Heads(all.get(0), all.get(1), all.get(2));
    }

    /** Returns the same [tokens, WIDTH] at every call. */
    private static Tensor random() {
        Random random = new Random(5);
        int tokens = Arrays.stream(LENGTHS).sum();
        float[] values = new float[tokens * WIDTH];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return Tensors.of(values, Device.CPU, tokens, WIDTH);
    }

    private static void assertClose(Tensor actual, Tensor expected) {
        List<Float> wanted = boxed(expected);
        List<Float> found = boxed(actual);
        assertThat(found).hasSameSizeAs(wanted);
        for (int i = 0; i < wanted.size(); i++) {
            assertThat(found.get(i)).isCloseTo(wanted.get(i), within(2e-5f));
        }
    }

    private static List<Float> boxed(Tensor tensor) {
        List<Float> values = new ArrayList<>();
        for (float value : Tensors.floats(tensor.detach())) {
            values.add(value);
        }
        return values;
    }
}
