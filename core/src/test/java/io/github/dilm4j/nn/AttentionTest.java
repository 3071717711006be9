package io.github.dilm4j.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tensor.Tensors;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;

class AttentionTest {
    private static final float[] MASK = {0, 20.06f, PaddedBatch.MASKED_LOGIT}; // 20.06 rounds to 20 in bfloat16

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
            ScalarType narrow = ScalarType.BFloat16;
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
}
