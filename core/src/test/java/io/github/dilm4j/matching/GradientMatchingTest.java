package io.github.dilm4j.matching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.dilm4j.ReferenceFixture;
import io.github.dilm4j.base.NotFiniteException;
import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.tensor.SafetensorsFile;
import io.github.dilm4j.tensor.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GradientMatchingTest {
    @ParameterizedTest
    @CsvSource({"1, 1, 1.0", "2, 1, 1.0", "3, 2, 0.5", "4, 2, 3.0", "5, 3, 1.0"})
    void agreesWithGradientsWrittenOutAndWithCentralDifferences(long seed, int layers, double temperature) {
        UniformRandomProvider random = RandomStreams.of(seed);
        int[] widths = {7, 5, 6, 3};
        MeanGradient real = gradients(11, widths, layers, random).mean();
        HeadGradients synthetic = gradients(9, widths, layers, random);
        float[] nll = values(9, 2, 3, random);

        Match match = new GradientMatching(temperature).match(real, synthetic, nll);

        double[] exact = new double[nll.length];
        for (int i = 0; i < nll.length; i++) {
            exact[i] = nll[i];
        }
        assertThat(match.loss()).isEqualTo(naiveLoss(real, synthetic, exact, temperature), within(1e-12));
        assertThat(match.loss()).isEqualTo(1 - match.cosine());
        double sum = 0;
        for (int i = 0; i < nll.length; i++) {
            double[] up = exact.clone();
            double[] down = exact.clone();
            up[i] += 1e-5;
            down[i] -= 1e-5;
            double numerical =
                    (naiveLoss(real, synthetic, up, temperature) - naiveLoss(real, synthetic, down, temperature))
                            / 2e-5;
            assertThat((double) match.coefficients()[i])
                    .isEqualTo(numerical, within(1e-9 + 1e-6 * Math.abs(numerical)));
            sum += match.coefficients()[i];
        }
        assertThat(sum).isEqualTo(0, within(1e-7));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void theStepsForGradientsWithoutFactorsGiveTheSame(long seed) {
        UniformRandomProvider random = RandomStreams.of(seed);
        int[] widths = {6, 4};
        MeanGradient real = gradients(8, widths, 1, random).mean();
        HeadGradients synthetic = gradients(5, widths, 1, random);
        float[] nll = values(5, 1, 2, random);
        Match expected = new GradientMatching(0.7).match(real, synthetic, nll);

        double[] weights = GradientMatching.weights(nll, 0.7);
        double[][] gradients = naiveGradients(synthetic);
        double[] g = naiveConcatenation(real);
        double[] sum = naiveSum(gradients, weights);
        CosineGradient cosine = CosineGradient.of(naiveDot(g, g), naiveDot(g, sum), naiveDot(sum, sum));
        double[] directional = new double[5];
        for (int i = 0; i < 5; i++) {
            directional[i] = cosine.alongReal() * naiveDot(g, gradients[i])
                    + cosine.alongSynthetic() * naiveDot(sum, gradients[i]);
        }

        assertThat(cosine.loss()).isEqualTo(expected.loss(), within(1e-12));
        assertThat(GradientMatching.coefficients(weights, directional, 0.7))
                .containsExactly(expected.coefficients(), within(1e-9f));
    }

    @Test
    void agreesWithTheReferenceOnWeightsNormsCosineAndLoss() {
        try (SafetensorsFile file = SafetensorsFile.open(ReferenceFixture.GRADIENTS)) {
            for (JsonNode example : ReferenceFixture.cases()) {
                JsonNode expected = example.get("expected");
                float[] nll = floats(expected.get("nll_mean_over_padded_length"));
                double[] weights = GradientMatching.weights(nll, 1);
                float[] expectedWeights = floats(expected.get("loss_weights"));
                for (int i = 0; i < weights.length; i++) {
                    assertThat(weights[i]).isEqualTo(expectedWeights[i], within(1e-5 * expectedWeights[i]));
                }
                String name = example.get("name").asText();
                if (name.startsWith("head")) {
                    double[] g = doubles(file, name + ".real_gradient");
                    double[] sum = doubles(file, name + ".synthetic_gradient");
                    CosineGradient cosine = CosineGradient.of(naiveDot(g, g), naiveDot(g, sum), naiveDot(sum, sum));
                    assertThat(Math.sqrt(naiveDot(g, g)))
                            .isEqualTo(expected.get("real_gradient_norm").asDouble(), within(1e-6));
                    assertThat(cosine.cosine())
                            .isEqualTo(expected.get("cosine_similarity").asDouble(), within(1e-6));
                    assertThat(cosine.loss())
                            .isEqualTo(expected.get("matching_loss").asDouble(), within(1e-6));
                }
            }
        }
    }

    @Test
    void matchesItselfPerfectly() {
        HeadGradients gradients = gradients(4, new int[] {3, 2}, 1, RandomStreams.of(1));
        Match match = new GradientMatching(1).match(gradients.mean(), gradients, new float[] {2, 2, 2, 2});
        assertThat(match.cosine()).isEqualTo(1, within(1e-7));
        assertThat(match.weights()).containsOnly(0.25f);
        assertThat(match.coefficients()).containsExactly(new float[4], within(1e-7f));
    }

    @Test
    void weightsDoNotOverflowAndDoNotDependOnAConstant() {
        assertThat(GradientMatching.weights(new float[] {10_000, 10_001}, 1))
                .containsExactly(GradientMatching.weights(new float[] {0, 1}, 1), within(1e-15));
    }

    @Test
    void batchesConcatenate() {
        UniformRandomProvider random = RandomStreams.of(3);
        HeadGradients a = gradients(3, new int[] {4, 3, 2}, 2, random);
        HeadGradients b = gradients(1, new int[] {4, 3, 2}, 2, random);
        HeadGradients both = HeadGradients.concatenate(List.of(a, b));
        assertThat(both.size()).isEqualTo(4);
        for (int l = 0; l < 2; l++) {
            float[] mean = both.mean().layers().get(l);
            for (int j = 0; j < mean.length; j++) {
                double expected =
                        (3.0 * a.mean().layers().get(l)[j] + b.mean().layers().get(l)[j]) / 4;
                assertThat((double) mean[j]).isEqualTo(expected, within(1e-6));
            }
        }
    }

    @Test
    void saysWhatIsWrong() {
        HeadGradients two = gradients(2, new int[] {3, 2}, 1, RandomStreams.of(1));
        HeadGradients wider = gradients(2, new int[] {4, 2}, 1, RandomStreams.of(1));
        HeadGradients deeper = gradients(2, new int[] {3, 2, 2}, 2, RandomStreams.of(1));
        HeadGradients zero =
                new HeadGradients(List.of(new LayerFactors(new float[2][2], new float[][] {{1, 2, 3}, {4, 5, 6}})));
        GradientMatching matching = new GradientMatching(1);
        float[] nll = {1, 2};

        refuses(
                () -> matching.match(two.mean(), two, new float[3]),
                "there are 3 likelihoods but 2 synthetic gradients");
        refuses(
                () -> matching.match(two.mean(), wider, nll),
                "layer 0 has 8 parameters in the real gradient and 10 in the synthetic one");
        refuses(() -> matching.match(deeper.mean(), two, nll), "the real gradient has 2 layers, the synthetic one 1");
        refuses(
                () -> matching.match(zero.mean(), two, nll),
                "the real gradient is zero, so it has no direction to match; the learner is certain of every text");
        refuses(
                () -> matching.match(two.mean(), zero, nll),
                "the synthetic gradient is zero, so it has no direction to match; the learner is certain of every text");
        assertThatThrownBy(() -> matching.match(two.mean(), two, new float[] {1, Float.NaN}))
                .isInstanceOf(NotFiniteException.class)
                .hasMessage("the likelihood of text 1 is NaN; lower the learning rate");
        assertThatThrownBy(() -> matching.match(nan(two).mean(), two, nll))
                .isInstanceOf(NotFiniteException.class)
                .hasMessage("the squared norm of the real gradient is NaN; lower the learning rate");
        assertThatThrownBy(() -> matching.match(two.mean(), nan(two), nll))
                .isInstanceOf(NotFiniteException.class)
                .hasMessage("the squared norm of the synthetic gradient is NaN; lower the learning rate");
        refuses(() -> new GradientMatching(0), "the temperature must be a positive number, got 0.0");
        refuses(() -> GradientMatching.weights(new float[0], 1), "there is no synthetic text to weigh");
        refuses(
                () -> GradientMatching.coefficients(new double[2], new double[3], 1),
                "there are 2 weights but 3 directional derivatives");
        refuses(
                () -> new LayerFactors(new float[2][1], new float[3][1]),
                "a layer needs as many deltas as inputs and at least one, got 2 and 3");
        refuses(
                () -> new LayerFactors(new float[2][1], new float[][] {{1}, {1, 2}}),
                "inputs[1] has 2 values, inputs[0] has 1");
        refuses(() -> HeadGradients.concatenate(List.of(two, deeper)), "the batches come from heads of 1 and 2 layers");
    }

    private static void refuses(org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String sentence) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(sentence);
    }

    private static HeadGradients nan(HeadGradients gradients) {
        LayerFactors layer = gradients.layers().get(0);
        float[][] deltas = Arrays.stream(layer.deltas()).map(float[]::clone).toArray(float[][]::new);
        deltas[0][0] = Float.NaN;
        return new HeadGradients(List.of(new LayerFactors(deltas, layer.inputs())));
    }

    private static HeadGradients gradients(int n, int[] widths, int layers, UniformRandomProvider random) {
        List<LayerFactors> factors = new ArrayList<>();
        for (int l = 0; l < layers; l++) {
            float[][] deltas = new float[n][];
            float[][] inputs = new float[n][];
            for (int i = 0; i < n; i++) {
                deltas[i] = values(widths[l + 1], -1, 1.5, random);
                inputs[i] = values(widths[l], -1, 1.2, random);
            }
            factors.add(new LayerFactors(deltas, inputs));
        }
        return new HeadGradients(factors);
    }

    private static float[] values(int n, double from, double to, UniformRandomProvider random) {
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = (float) random.nextDouble(from, to);
        }
        return values;
    }

    /** Computes the loss by its definition, with every example's gradient written out. */
    private static double naiveLoss(MeanGradient real, HeadGradients synthetic, double[] nll, double temperature) {
        double[] weights = new double[nll.length];
        double total = 0;
        for (int i = 0; i < nll.length; i++) {
            weights[i] = Math.exp(-nll[i] / temperature);
            total += weights[i];
        }
        for (int i = 0; i < nll.length; i++) {
            weights[i] /= total;
        }
        double[] g = naiveConcatenation(real);
        double[] sum = naiveSum(naiveGradients(synthetic), weights);
        return 1 - naiveDot(g, sum) / Math.sqrt(naiveDot(g, g) * naiveDot(sum, sum));
    }

    private static double[][] naiveGradients(HeadGradients gradients) {
        double[][] all = new double[gradients.size()][];
        for (int i = 0; i < all.length; i++) {
            List<Double> values = new ArrayList<>();
            for (LayerFactors layer : gradients.layers()) {
                for (float delta : layer.deltas()[i]) {
                    for (float input : layer.inputs()[i]) {
                        values.add((double) delta * input);
                    }
                    values.add((double) delta);
                }
            }
            all[i] = values.stream().mapToDouble(Double::doubleValue).toArray();
        }
        return all;
    }

    private static double[] naiveConcatenation(MeanGradient gradient) {
        List<Double> values = new ArrayList<>();
        for (float[] layer : gradient.layers()) {
            for (float value : layer) {
                values.add((double) value);
            }
        }
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static double[] naiveSum(double[][] gradients, double[] weights) {
        double[] sum = new double[gradients[0].length];
        for (int i = 0; i < gradients.length; i++) {
            for (int j = 0; j < sum.length; j++) {
                sum[j] += weights[i] * gradients[i][j];
            }
        }
        return sum;
    }

    private static double naiveDot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static float[] floats(JsonNode array) {
        float[] values = new float[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) array.get(i).asDouble();
        }
        return values;
    }

    private static double[] doubles(SafetensorsFile file, String name) {
        long elements = 1;
        for (long size : file.entry(name).shape()) {
            elements *= size;
        }
        try (PointerScope scope = new PointerScope()) {
            Tensor tensor = Tensors.zeros(ScalarType.Float, io.github.dilm4j.tensor.Device.CPU, elements);
            file.copyInto(name, tensor);
            float[] floats = Tensors.floats(tensor);
            double[] values = new double[floats.length];
            for (int i = 0; i < values.length; i++) {
                values[i] = floats[i];
            }
            return values;
        }
    }
}
