package io.github.dilm4j.generator;

import static io.github.dilm4j.generator.TinyGenerator.EXAMPLES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.dilm4j.data.Example;
import io.github.dilm4j.tokenize.TokenSequence;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract of every generator; the test of a new one inherits this class. */
abstract class GeneratorContract {
    private static final GenerationOptions OPTIONS = new GenerationOptions(0.95, 0, 1, 1, 24, 3);

    @TempDir
    Path folder;

    /** Returns a generator of two labels with the same weights at every call. It closes its tokenizer. */
    abstract Generator generator();

    @Test
    void orderAndNeighboursNeverChangeALikelihood() {
        try (Generator generator = generator()) {
            float[] together = generator.nll(EXAMPLES);
            List<Example> reversed = new ArrayList<>(EXAMPLES);
            Collections.reverse(reversed);
            float[] backwards = generator.nll(reversed);
            for (int i = 0; i < together.length; i++) {
                float alone = generator.nll(List.of(EXAMPLES.get(i)))[0];
                assertThat(together[i]).isCloseTo(alone, within(2e-6f * alone));
                assertThat(backwards[together.length - 1 - i]).isCloseTo(alone, within(2e-6f * alone));
            }
        }
    }

    @Test
    void aPassWithGradientsHasTheLikelihoodsOfOneWithout() {
        try (Generator generator = generator()) {
            for (int microBatch : new int[] {0, 2}) {
                try (NllPass pass = generator.nllPass(EXAMPLES, microBatch)) {
                    assertThat(pass.nll()).containsExactly(generator.nll(EXAMPLES), within(1e-5f));
                }
            }
        }
    }

    @Test
    void aTextDependsOnItsLabelSeedAndNumberAlone() {
        try (Generator generator = generator()) {
            List<List<String>> five = texts(generator, 1, 5, 7);
            assertThat(five).hasSize(5).isEqualTo(texts(generator, 1, 5, 7));
            assertThat(texts(generator, 1, 2, 7)).isEqualTo(five.subList(0, 2));
            assertThat(texts(generator, 1, 5, 8)).isNotEqualTo(five);
            assertThat(texts(generator, 0, 5, 7)).isNotEqualTo(five);
        }
    }

    private static List<List<String>> texts(Generator generator, int label, int count, long seed) {
        return generator.generate(label, count, OPTIONS, seed).stream()
                .map(text -> text.example().texts())
                .toList();
    }

    @Test
    void trainingLearnsRepeatablyAndResumesExactly() {
        float[] learned;
        Path state = folder.resolve("state.safetensors");
        try (Generator generator = generator()) {
            double before = mean(generator.nll(EXAMPLES));
            train(generator, 0, 20);
            generator.saveState(state);
            train(generator, 20, 40);
            learned = generator.nll(EXAMPLES);
            assertThat(mean(learned)).isLessThan(0.6 * before);
        }
        try (Generator generator = generator()) {
            train(generator, 0, 40);
            assertThat(generator.nll(EXAMPLES)).isEqualTo(learned);
        }
        try (Generator generator = generator()) {
            generator.loadState(state);
            train(generator, 20, 40);
            assertThat(generator.nll(EXAMPLES)).isEqualTo(learned);
        }
    }

    @Test
    void weightsAreRestoredFromMemoryAndFromTheirFile() {
        Path file = folder.resolve("weights.safetensors");
        try (Generator generator = generator();
                GeneratorWeights weights = generator.weights()) {
            weights.save(file);
            float[] before = generator.nll(EXAMPLES);
            train(generator, 0, 3);
            assertThat(generator.nll(EXAMPLES)).isNotEqualTo(before);
            generator.restore(weights);
            assertThat(generator.nll(EXAMPLES)).isEqualTo(before);
            train(generator, 3, 6);
            try (GeneratorWeights read = generator.readWeights(file)) {
                generator.restore(read);
            }
            assertThat(generator.nll(EXAMPLES)).isEqualTo(before);
        }
    }

    private static void train(Generator generator, int from, int to) {
        List<TokenSequence> sequences = generator.encode(EXAMPLES);
        for (int step = from; step < to; step++) {
            generator.trainStep(sequences, 2e-2, 1, step);
        }
    }

    private static double mean(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += value;
        }
        return sum / values.length;
    }
}
