package io.github.dilm4j.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReorderedProductTest {
    @ParameterizedTest
    @CsvSource({"1, 5, 3", "7, 33, 17", "64, 128, 96", "100, 48, 1000"})
    void agreesWithAPlainProduct(int rows, int in, int out) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            torch.manual_seed(rows);
            Tensor x = torch.randn(new long[] {rows, in});
            Tensor bias = torch.randn(new long[] {out});
            Tensor outputMajor = torch.randn(new long[] {out, in});
            Tensor inputMajor = torch.randn(new long[] {in, out}).t();
            for (Tensor weight : new Tensor[] {outputMajor, inputMajor}) {
                Optional<ReorderedProduct> reordered = ReorderedProduct.of(weight);
                assumeTrue(reordered.isPresent(), "this build of libtorch has no oneDNN");
                try (ReorderedProduct product = reordered.get()) {
                    assertNear(product.apply(x, Optional.empty()), torch.linear(x, weight));
                    assertNear(product.apply(x, Optional.of(bias)), torch.linear(x, weight, new TensorOptional(bias)));
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 5, 3", "7, 33, 17", "128, 64, 96"})
    void agreesWithAPlainProductInBfloat16(int rows, int in, int out) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            torch.manual_seed(rows);
            Tensor x = torch.randn(new long[] {rows, in}); // float32, which the product rounds
            Tensor bias = torch.randn(new long[] {out}).to(ScalarType.BFloat16);
            Tensor weight = torch.randn(new long[] {out, in}).to(ScalarType.BFloat16);
            Optional<ReorderedProduct> reordered = ReorderedProduct.of(weight);
            assumeTrue(reordered.isPresent(), "this build of libtorch or this processor does not multiply bfloat16");
            try (ReorderedProduct product = reordered.get()) {
                Tensor y = product.apply(x, Optional.of(bias));
                Tensor exact = torch.linear(
                        x.to(ScalarType.BFloat16).to(ScalarType.Float),
                        weight.to(ScalarType.Float),
                        new TensorOptional(bias.to(ScalarType.Float)));
                assertThat(y.scalar_type().intern()).isEqualTo(ScalarType.BFloat16);
                assertNear(y.to(ScalarType.Float), exact, 4e-3); // half of the last of 8 bits is 2e-3 to 4e-3
            }
        }
    }

    @Test
    void otherTypesAreNotPacked() {
        try (PointerScope scope = new PointerScope()) {
            assertThat(ReorderedProduct.of(Tensors.zeros(ScalarType.Double, Device.CPU, 4, 4)))
                    .isEmpty();
        }
    }

    private static void assertNear(Tensor actual, Tensor expected) {
        assertNear(actual, expected, 1e-6);
    }

    private static void assertNear(Tensor actual, Tensor expected, double bound) {
        double error =
                actual.sub(expected).norm().item_double() / expected.norm().item_double();
        assertThat(error).isLessThan(bound);
    }
}
