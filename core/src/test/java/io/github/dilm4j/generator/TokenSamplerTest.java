package io.github.dilm4j.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dilm4j.base.NotFiniteException;
import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.generator.LabelledTextFormat.Spacing;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tensor.Tensors;
import io.github.dilm4j.tokenize.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TokenSamplerTest {
    private static Tokenizer tokenizer;
    private static LabelledTextFormat format;

    @BeforeAll
    static void makeFormat() {
        tokenizer = TinyGenerator.tokenizer();
        format = new LabelledTextFormat(tokenizer, 2, false, 40, Spacing.COMPACT);
    }

    @AfterAll
    static void closeTokenizer() {
        tokenizer.close();
    }

    static Stream<GenerationOptions> options() {
        return Stream.of(
                options(0.95, 0, 1, 1),
                options(0.3, 0, 1, 1),
                options(1e-6, 0, 1, 1),
                options(1, 0, 1, 1),
                options(1, 0, 0.5, 1.3),
                options(1, 7, 1, 1),
                options(0.8, 12, 1.5, 1),
                options(1, 100_000, 1, 1),
                options(0.9, 0, 0.7, 1.8),
                options(1, 0, 0, 1),
                options(0.5, 3, 0, 2));
    }

    @ParameterizedTest
    @MethodSource("options")
    void drawsWhatTheDefinitionSays(GenerationOptions options) {
        UniformRandomProvider random = new RandomStreams(1).stream("logits");
        var normal = ZigguratSampler.NormalizedGaussian.of(random);
        int vocabulary = tokenizer.size();
        int rows = 200;
        float[] logits = new float[rows * vocabulary];
        double[] uniforms = new double[rows];
        List<IntList> written = new ArrayList<>();
        List<List<Integer>> lists = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            double spread = 0.2 + 4 * random.nextDouble();
            for (int i = 0; i < vocabulary; i++) {
                logits[row * vocabulary + i] = (float) (spread * normal.sample());
            }
            uniforms[row] = random.nextDouble();
            written.add(new IntList());
            lists.add(new ArrayList<>());
            for (int i = 0; i < row % 9; i++) {
                int token = random.nextInt(30);
                written.get(row).add(token);
                lists.get(row).add(token);
            }
        }
        assertDefinition(options, logits, uniforms, lists, draw(options, vocabulary, logits, uniforms, written));
        try (TokenSampler sampler = new TokenSampler(vocabulary, format.forbiddenIds(), options, Device.CPU, false);
                PointerScope scope = new PointerScope()) { // the code path of GPUs
            Tensor onDevice = Tensors.of(logits, Device.CPU, uniforms.length, vocabulary);
            assertDefinition(options, logits, uniforms, lists, sampler.draw(onDevice, uniforms, written));
        }
    }

    private static void assertDefinition(
            GenerationOptions options,
            float[] logits,
            double[] uniforms,
            List<List<Integer>> lists,
            TokenSampler.Drawn drawn) {
        int vocabulary = tokenizer.size();
        int differing = 0;
        for (int row = 0; row < uniforms.length; row++) {
            float[] own = Arrays.copyOfRange(logits, row * vocabulary, (row + 1) * vocabulary);
            double[] expected = NaiveSampling.distribution(own, lists.get(row), format.forbiddenIds(), options);
            assertThat(NaiveSampling.support(expected)).contains(drawn.ids()[row]);
            if (NaiveSampling.draw(expected, options, uniforms[row]) != drawn.ids()[row]) {
                differing++;
            }
            GenerationOptions unlimited =
                    options(1, 0, options.temperature() == 0 ? 1 : options.temperature(), options.repetitionPenalty());
            double[] before = NaiveSampling.distribution(own, lists.get(row), format.forbiddenIds(), unlimited);
            assertThat(drawn.logProbabilities()[row]).isCloseTo(Math.log(before[drawn.ids()[row]]), within(1e-4));
        }
        assertThat(differing)
                .as("rows in which float32 rounding changes the token")
                .isZero();
    }

    @Test
    void drawsAsOftenAsLikely() {
        int vocabulary = tokenizer.size();
        GenerationOptions options = options(0.9, 0, 1, 1);
        float[] logits = new float[vocabulary];
        for (int i = 0; i < vocabulary; i++) {
            logits[i] = -0.4f * ((i * 7) % vocabulary);
        }
        double[] expected = NaiveSampling.distribution(logits, List.of(), format.forbiddenIds(), options);
        int draws = 20_000;
        float[] repeated = new float[draws * vocabulary];
        double[] uniforms = new double[draws];
        UniformRandomProvider random = new RandomStreams(3).stream("uniforms");
        List<IntList> written = new ArrayList<>();
        for (int row = 0; row < draws; row++) {
            System.arraycopy(logits, 0, repeated, row * vocabulary, vocabulary);
            uniforms[row] = random.nextDouble();
            written.add(new IntList());
        }
        int[] counts = new int[vocabulary];
        for (int id : draw(options, vocabulary, repeated, uniforms, written).ids()) {
            counts[id]++;
        }
        double chiSquare = 0;
        for (int i = 0; i < vocabulary; i++) {
            double mean = draws * expected[i];
            if (mean == 0) {
                assertThat(counts[i]).as("token %s outside the nucleus", i).isZero();
            } else {
                chiSquare += (counts[i] - mean) * (counts[i] - mean) / mean;
            }
        }
        int freedom = NaiveSampling.support(expected).size() - 1;
        assertThat(freedom).isBetween(4, 10);
        assertThat(chiSquare).isLessThan(freedom + 4 * Math.sqrt(2.0 * freedom)); // four standard deviations
    }

    @Test
    void aNucleusBeyondTheCandidatesIsFoundForItsRowAlone() {
        int vocabulary = 5000; // far more than the sampler's candidates
        GenerationOptions options = options(0.99, 0, 1, 1);
        float[] flat = new float[vocabulary]; // its nucleus has 99 % of all tokens
        float[] steep = new float[vocabulary];
        for (int i = 0; i < vocabulary; i++) {
            flat[i] = -i * 1e-4f;
            steep[i] = -i * 0.05f;
        }
        double[] uniforms = {0.9999, 0.37, 0.5};
        float[] logits = new float[3 * vocabulary];
        System.arraycopy(flat, 0, logits, 0, vocabulary);
        System.arraycopy(steep, 0, logits, vocabulary, vocabulary);
        System.arraycopy(flat, 0, logits, 2 * vocabulary, vocabulary);
        List<IntList> written = List.of(new IntList(), new IntList(), new IntList());
        try (TokenSampler sampler = new TokenSampler(vocabulary, new int[] {3}, options, Device.CPU);
                PointerScope scope = new PointerScope()) {
            int[] together = sampler.draw(Tensors.of(logits, Device.CPU, 3, vocabulary), uniforms, written)
                    .ids();
            int[] alone = sampler.draw(
                            Tensors.of(steep, Device.CPU, 1, vocabulary), new double[] {0.37}, List.of(new IntList()))
                    .ids();
            assertThat(together[1]).isEqualTo(alone[0]);
            for (int row : new int[] {0, 2}) {
                double[] expected = NaiveSampling.distribution(flat, List.of(), new int[] {3}, options);
                int naive = NaiveSampling.draw(expected, options, uniforms[row]);
                assertThat(together[row]).isCloseTo(naive, within(1)).isGreaterThan(1024);
            }
        }
    }

    @Test
    void theLargestUniformNeverReachesAForbiddenToken() {
        int vocabulary = tokenizer.size();
        double almostOne = Math.nextDown(1.0); // rounds to 1 in float32
        for (double topP : new double[] {0.95, 1}) {
            float[] logits = new float[vocabulary];
            int drawn = draw(
                            options(topP, 0, 1, 1),
                            vocabulary,
                            logits,
                            new double[] {almostOne},
                            List.of(new IntList()))
                    .ids()[0];
            assertThat(format.forbiddenIds()).doesNotContain(drawn);
        }
    }

    @Test
    void logitsThatAreNoNumbersStopTheWriting() {
        float[] logits = new float[tokenizer.size()];
        Arrays.fill(logits, Float.NaN);
        for (double topP : new double[] {0.95, 1}) {
            assertThatThrownBy(() -> draw(
                            options(topP, 0, 1, 1), logits.length, logits, new double[] {0.5}, List.of(new IntList())))
                    .isInstanceOf(NotFiniteException.class)
                    .hasMessage("the generator's logits are not numbers (NaN); its training diverged: use an earlier"
                            + " checkpoint, or a lower learning rate");
        }
    }

    private static GenerationOptions options(double topP, int topK, double temperature, double penalty) {
        return new GenerationOptions(topP, topK, temperature, penalty, 40, 8);
    }

    private static TokenSampler.Drawn draw(
            GenerationOptions options, int vocabulary, float[] logits, double[] uniforms, List<IntList> written) {
        try (TokenSampler sampler = new TokenSampler(vocabulary, format.forbiddenIds(), options, Device.CPU);
                PointerScope scope = new PointerScope()) {
            return sampler.draw(Tensors.of(logits, Device.CPU, uniforms.length, vocabulary), uniforms, written);
        }
    }
}
