package io.github.dilm4j.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.model.Pass;
import io.github.dilm4j.nn.PackedBatch;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tensor.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.rng.UniformRandomProvider;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares decoding with a cache and changing batches to reading each text from its start, one text at a time. */
class DecoderTest {
    private static final long SEED = 9;
    private static final int COUNT = 24;
    private static final int MAX_TOKENS = 18;

    static Stream<GenerationOptions> options() {
        return Stream.of(
                new GenerationOptions(0.95, 0, 1, 1, MAX_TOKENS, 5),
                new GenerationOptions(1, 0, 0.8, 1.5, MAX_TOKENS, 7),
                new GenerationOptions(0.9, 20, 1.2, 1, MAX_TOKENS, 100),
                new GenerationOptions(1, 0, 0, 1, MAX_TOKENS, 3),
                new GenerationOptions(0.95, 0, 1, 1, 2, MAX_TOKENS, 5),
                new GenerationOptions(1, 0, 0.8, 1.5, 0.5, MAX_TOKENS, 7));
    }

    @ParameterizedTest
    @MethodSource("options")
    void writesWhatTheDefinitionSays(GenerationOptions options) {
        try (TinyGenerator tiny = TinyGenerator.single()) {
            agrees(tiny, options);
        }
    }

    @ParameterizedTest
    @MethodSource("options")
    void writesWhatTheDefinitionSaysAfterAPrompt(GenerationOptions options) {
        try (TinyGenerator tiny = TinyGenerator.prompted(TransformerGenerator.Settings.usual())) {
            agrees(tiny, options);
        }
    }

    private static void agrees(TinyGenerator tiny, GenerationOptions options) {
        List<GeneratedText> texts = tiny.generator.generate(1, COUNT, options, SEED);
        assertThat(texts).hasSize(COUNT);
        for (int i = 0; i < COUNT; i++) {
            List<Integer> drawn = new ArrayList<>();
            double logProbability = naive(tiny, 1, i, options, drawn);
            GeneratedText expected = tiny.format.parse(
                    1, drawn.stream().mapToInt(Integer::intValue).toArray(), logProbability);
            assertThat(texts.get(i).example()).as("text %s", i).isEqualTo(expected.example());
            assertThat(texts.get(i).outcome()).isEqualTo(expected.outcome());
            assertThat(texts.get(i).tokens()).isEqualTo(drawn.size()).isLessThan(MAX_TOKENS);
            assertThat(texts.get(i).logProbability()).isCloseTo(logProbability, within(1e-3));
        }
    }

    @Test
    void theBatchNeverChangesAText() {
        try (TinyGenerator tiny = TinyGenerator.single()) {
            List<GeneratedText> alone = tiny.generator.generate(0, COUNT, rows(1), SEED);
            for (int rows : new int[] {2, 7, COUNT, 1000}) {
                assertThat(examples(tiny.generator.generate(0, COUNT, rows(rows), SEED)))
                        .isEqualTo(examples(alone));
            }
            assertThat(examples(tiny.generator.generate(0, 3, 7, rows(2), SEED)))
                    .isEqualTo(examples(alone).subList(3, 7));
            assertThat(examples(tiny.generator.generate(0, 5, rows(4), SEED)))
                    .isEqualTo(examples(alone).subList(0, 5));
            assertThat(examples(tiny.generator.generate(0, COUNT, rows(7), SEED + 1)))
                    .isNotEqualTo(examples(alone));
            assertThat(tiny.generator.generate(0, 0, rows(7), SEED)).isEmpty();
            assertThat(alone.stream().map(GeneratedText::tokens).distinct()).hasSizeGreaterThan(3);
        }
    }

    private static GenerationOptions rows(int rows) {
        return new GenerationOptions(0.95, 0, 1, 1, MAX_TOKENS, rows);
    }

    private static List<Object> examples(List<GeneratedText> texts) {
        List<Object> examples = new ArrayList<>();
        texts.forEach(text -> examples.add(List.of(text.example(), text.outcome(), text.tokens())));
        return examples;
    }

    /** Draws a text without cache or batch. Returns its log-probability. */
    private static double naive(
            TinyGenerator tiny, int label, int index, GenerationOptions options, List<Integer> drawn) {
        UniformRandomProvider random = new RandomStreams(SEED).stream("text", index);
        double[] texts = new double[tiny.format.labels()]; // log-likelihood so far, by label
        GenerationOptions before = new GenerationOptions(
                1, 0, options.temperature() == 0 ? 1 : options.temperature(), options.repetitionPenalty(), 2, 1);
        double logProbability = 0;
        while (drawn.size() < MAX_TOKENS - 1) {
            float[] logits = options.guidance() == 0
                    ? lastLogits(tiny, label, drawn)
                    : guided(tiny, label, drawn, options.guidance(), texts);
            int[] forbidden = tiny.format.forbiddenIds();
            double[] probabilities = NaiveSampling.distribution(logits, drawn, forbidden, options);
            int token = NaiveSampling.draw(probabilities, options, random.nextDouble());
            logProbability += Math.log(NaiveSampling.distribution(logits, drawn, forbidden, before)[token]);
            for (int other = 0; other < texts.length; other++) {
                texts[other] += logSoftmax(lastLogits(tiny, other, drawn))[token];
            }
            drawn.add(token);
            if (token == tiny.format.endId()) {
                break;
            }
        }
        return logProbability;
    }

    /** Returns log p(token | label) + guidance · log p(label | text and token), by Bayes' rule [vocabulary]. */
    private static float[] guided(TinyGenerator tiny, int label, List<Integer> drawn, double guidance, double[] texts) {
        double[][] ofLabels = new double[texts.length][];
        Arrays.setAll(ofLabels, other -> logSoftmax(lastLogits(tiny, other, drawn)));
        float[] scores = new float[ofLabels[0].length];
        for (int token = 0; token < scores.length; token++) {
            double evidence = 0;
            for (int other = 0; other < texts.length; other++) {
                evidence += Math.exp(texts[other] + ofLabels[other][token]);
            }
            double posterior = Math.exp(texts[label] + ofLabels[label][token]) / evidence;
            scores[token] = (float) (ofLabels[label][token] + guidance * Math.log(posterior));
        }
        return scores;
    }

    private static double[] logSoftmax(float[] logits) {
        double total = 0;
        for (float logit : logits) {
            total += Math.exp(logit);
        }
        double logTotal = Math.log(total);
        return IntStream.range(0, logits.length)
                .mapToDouble(i -> logits[i] - logTotal)
                .toArray();
    }

    private static float[] lastLogits(TinyGenerator tiny, int label, List<Integer> drawn) {
        int[] ids = IntStream.concat(
                        Arrays.stream(tiny.format.prefix(label)), drawn.stream().mapToInt(Integer::intValue))
                .toArray();
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            Tensor hidden = tiny.model.hiddenStates(PackedBatch.of(new int[][] {ids}, Device.CPU), Pass.EXACT);
            return Tensors.floats(tiny.model.logits(hidden.narrow(0, ids.length - 1L, 1)));
        }
    }
}
