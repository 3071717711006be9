package io.github.dilm4j.model.llama;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tensor.Tensors;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;

class LlamaArchitectureTest {
    /**
     * The square root of 24 is 4.90625 in bfloat16, and 1.4375 times that is 7.0625. With the exact root it is 7.03125.
     */
    @Test
    void gemmasScaleIsRoundedToTheTypeOfTheVectors() {
        try (PointerScope scope = new PointerScope()) {
            Tensor x = Tensors.of(new float[] {1.4375f}, Device.CPU, 1);
            double root = Math.sqrt(24);
            assertThat(Tensors.floats(LlamaArchitecture.scaled(x.to(ScalarType.BFloat16), root)))
                    .containsExactly(7.0625f);
            assertThat(Tensors.floats(LlamaArchitecture.scaled(x, root))).containsExactly(1.4375f * (float) root);
        }
    }
}
