package io.github.dilm4j.generator;

import static io.github.dilm4j.generator.TinyGenerator.EXAMPLES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.dilm4j.base.OptimizerKind;
import io.github.dilm4j.base.Precision;
import io.github.dilm4j.generator.TransformerGenerator.Settings;
import io.github.dilm4j.tokenize.TokenSequence;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;

class GeneratorPrecisionTest {
    private static TinyGenerator tiny(Precision precision) {
        return TinyGenerator.of(false, new Settings(OptimizerKind.ADAMW, 0, true, NllAverage.OWN_TOKENS, precision));
    }

    @Test
    void likelihoodsAndTheirGradientAreNearThoseOfFloat32() {
        float[] coefficients = {0.5f, -0.25f, 0.125f, -0.5f, 0.125f};
        try (TinyGenerator exact = tiny(Precision.FLOAT32);
                TinyGenerator narrow = tiny(Precision.BFLOAT16);
                PointerScope scope = new PointerScope()) {
            float[] expected = exact.generator.nll(EXAMPLES);
            float[] nll = narrow.generator.nll(EXAMPLES);
            assertThat(nll).isNotEqualTo(expected);
            for (int i = 0; i < nll.length; i++) {
                assertThat(nll[i]).isCloseTo(expected[i], within(2e-2f));
            }
            Tensor gradient = gradient(exact, coefficients); // [elements]
            Tensor rough = gradient(narrow, coefficients);
            assertThat(rough.scalar_type().intern()).isEqualTo(ScalarType.Float);
            double cosine = gradient.dot(rough).item_double()
                    / gradient.norm().item_double()
                    / rough.norm().item_double();
            assertThat(cosine).isBetween(0.999, 1 - 1e-9);
        }
    }

    private static Tensor gradient(TinyGenerator tiny, float[] coefficients) {
        try (NllPass pass = tiny.generator.nllPass(EXAMPLES)) {
            pass.backward(coefficients);
        }
        return tiny.model.parameters().gradients();
    }

    @Test
    void trainingLowersTheLossAndTextsAreWritten() {
        try (TinyGenerator tiny = tiny(Precision.BFLOAT16)) {
            List<TokenSequence> sequences = tiny.generator.encode(EXAMPLES);
            double before = tiny.generator.trainStep(sequences, 0.01, 1, 0);
            double after = before;
            for (int step = 1; step < 40; step++) {
                after = tiny.generator.trainStep(sequences, 0.01, 1, step);
            }
            assertThat(after).isLessThan(0.8 * before);
            GenerationOptions options = new GenerationOptions(0.95, 0, 1, 1, 40, 8);
            List<GeneratedText> texts = tiny.generator.generate(1, 20, options, 3);
            assertThat(texts).hasSize(20).isEqualTo(tiny.generator.generate(1, 20, options, 3));
            assertThat(tiny.model
                            .parameters()
                            .get("transformer.wte.weight")
                            .tensor()
                            .scalar_type()
                            .intern())
                    .isEqualTo(ScalarType.Float);
        }
    }

    @Test
    void mostTextsAreThoseOfFloat32() {
        try (TinyGenerator exact = tiny(Precision.FLOAT32);
                TinyGenerator narrow = tiny(Precision.BFLOAT16)) {
            GenerationOptions options = new GenerationOptions(0.95, 0, 1, 1, 40, 8);
            List<GeneratedText> texts = narrow.generator.generate(0, 30, options, 3);
            List<GeneratedText> expected = exact.generator.generate(0, 30, options, 3);
            long same = IntStream.range(0, 30)
                    .filter(i -> texts.get(i).example().equals(expected.get(i).example()))
                    .count();
            assertThat(same).isGreaterThan(15); // the two precisions rarely draw different tokens
        }
    }
}
