package io.github.dilm4j.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.dilm4j.base.Precision;
import io.github.dilm4j.tensor.Autocast;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tensor.Tensors;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AttentionTest {
    private static final float[] MASK = {0, 20.06f, PaddedBatch.MASKED_LOGIT}; // 20.06 rounds to 20.0625 in float16

    private static Tensor tensor(float... values) {
        return Tensors.of(values, Device.CPU, 1, 1, values.length / 2, 2); // [batch, heads, tokens, headSize]
    }

    /** Computes the attention of one query, in the types of the inputs. */
    private static float[] attend(Tensor query, Tensor keys, Tensor values, Tensor mask, Attention.Kernel kernel) {
        return Tensors.floats(Attention.attend(new Attention.Heads(query, keys, values), mask, 0, kernel));
    }

    /** CUDA's fused kernel accepts only masks of the queries' type. */
    @Test
    void aMaskOfAnotherTypeIsReadInThatOfTheQueries() {
        try (PointerScope scope = new PointerScope()) {
            Tensor query = tensor(0.5f, -1);
            Tensor keys = tensor(20, -10, 1, 1, 3, 4);
            Tensor values = tensor(1, 0, 0, 1, 50, 60);
            Tensor mask = Tensors.of(MASK, Device.CPU, 1, 1, 1, MASK.length);
            ScalarType narrow = ScalarType.Half;
            Tensor q = query.to(narrow);
            Tensor k = keys.to(narrow);
            Tensor v = values.to(narrow);
            float[] mixed = attend(q, k, v, mask, Attention.Kernel.FUSED);
            assertThat(mixed).isEqualTo(attend(q, k, v, mask.to(narrow), Attention.Kernel.FUSED));
            float[] plain = attend(query, keys, values, mask, Attention.Kernel.PLAIN);
            assertThat(mixed[0]).isCloseTo(plain[0], within(0.03f));
            assertThat(attend(query, keys, values, mask, Attention.Kernel.FUSED)[0])
                    .isCloseTo(plain[0], within(1e-5f));
        }
    }

    /** The CPU's kernels for bfloat16 are several times slower than those for float32, and round in between. */
    @ParameterizedTest
    @EnumSource(Attention.Kernel.class)
    void bfloat16IsComputedInFloat32OnTheCpu(Attention.Kernel kernel) {
        try (PointerScope scope = new PointerScope()) {
            Tensor q = tensor(0.51f, -1).to(ScalarType.BFloat16);
            Tensor k = tensor(2.3f, -1, 1, 1.7f, 0.3f, 0.4f).to(ScalarType.BFloat16);
            Tensor v = tensor(1.3f, 0, 0.2f, 1, 5.1f, 6).to(ScalarType.BFloat16);
            Tensor mask = Tensors.of(new float[] {0, 0.3f, -0.1f}, Device.CPU, 1, 1, 1, 3);
            ScalarType exact = ScalarType.Float;
            Attention.Heads widened = new Attention.Heads(q.to(exact), k.to(exact), v.to(exact));
            Tensor expected = Attention.attend(widened, mask, 0, kernel).to(ScalarType.BFloat16);
            Tensor attended = Attention.attend(new Attention.Heads(q, k, v), mask, 0, kernel);
            assertThat(attended.scalar_type().intern()).isEqualTo(ScalarType.BFloat16);
            assertThat(Tensors.floats(attended)).isEqualTo(Tensors.floats(expected));
            Tensor cast = Autocast.compute(
                    Precision.BFLOAT16,
                    Device.CPU,
                    () -> Attention.attend(new Attention.Heads(q, k, v), mask, 0, kernel)); // float32
            assertThat(Tensors.floats(cast)).isEqualTo(Tensors.floats(expected));
        }
    }
}
