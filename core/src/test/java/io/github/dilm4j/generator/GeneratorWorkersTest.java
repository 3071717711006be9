package io.github.dilm4j.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.github.dilm4j.data.Example;
import io.github.dilm4j.nn.Parameters;
import io.github.dilm4j.tensor.Engine;
import io.github.dilm4j.tensor.Tensors;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A batch in parallel parts gives the same result as the whole batch. */
class GeneratorWorkersTest {
    private static final int COPIES = 12; // about 600 tokens in total, enough for four parts
    private static final List<Example> EXAMPLES = Collections.nCopies(COPIES, TinyGenerator.EXAMPLES).stream()
            .flatMap(List::stream)
            .toList();

    @AfterEach
    void asBefore() {
        Engine.setThreads(1); // no workers, as at the start
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 8})
    void likelihoodsAndTheirGradientsAgreeWithOneWorker(int threads) {
        for (int microBatch : new int[] {0, 20}) {
            assertClose(on(threads, tiny -> gradients(tiny, microBatch)), on(1, tiny -> gradients(tiny, 0)));
        }
        assertClose(on(threads, tiny -> tiny.generator.nll(EXAMPLES)), on(1, tiny -> tiny.generator.nll(EXAMPLES)));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void stepsAgreeWithOneWorkerAndAreRepeatable(int threads) {
        assertClose(on(threads, tiny -> languageModelGradients(tiny)), on(1, tiny -> languageModelGradients(tiny)));
        assertThat(on(threads, GeneratorWorkersTest::trained))
                .containsExactly(on(threads, GeneratorWorkersTest::trained));
        assertClose(
                on(threads, GeneratorWorkersTest::lossesWithDropout), on(1, GeneratorWorkersTest::lossesWithDropout));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 8})
    void textsAreThoseOfOneWorker(int threads) {
        List<GeneratedText> expected = on(1, GeneratorWorkersTest::texts);
        List<GeneratedText> actual = on(threads, GeneratorWorkersTest::texts);
        for (int i = 0; i < expected.size(); i++) {
            assertThat(actual.get(i).example()).isEqualTo(expected.get(i).example());
            assertThat(actual.get(i).tokens()).isEqualTo(expected.get(i).tokens());
            assertThat(actual.get(i).logProbability())
                    .isCloseTo(expected.get(i).logProbability(), withinPercentage(1e-3));
        }
        assertThat(on(threads, GeneratorWorkersTest::texts)).isEqualTo(actual);
    }

    private static float[] gradients(TinyGenerator tiny, int microBatch) {
        try (NllPass pass = tiny.generator.nllPass(EXAMPLES, microBatch)) {
            float[] coefficients = new float[EXAMPLES.size()];
            for (int i = 0; i < coefficients.length; i++) {
                coefficients[i] = (float) Math.sin(i);
            }
            pass.backward(coefficients);
        }
        return Tensors.floats(tiny.model.parameters().gradients());
    }

    private static float[] languageModelGradients(TinyGenerator tiny) {
        tiny.generator.accumulateLanguageModelLoss(tiny.generator.encode(EXAMPLES), 0.5);
        return Tensors.floats(tiny.model.parameters().gradients());
    }

    private static float[] trained(TinyGenerator tiny) {
        for (int step = 0; step < 3; step++) {
            tiny.generator.trainStep(tiny.generator.encode(EXAMPLES), 1e-2, 1, step);
        }
        Parameters parameters = tiny.model.parameters();
        return Tensors.floats(parameters.values());
    }

    /** Returns losses with dropout, which does not depend on the number of threads. */
    private static float[] lossesWithDropout(TinyGenerator tiny) {
        float[] losses = new float[5];
        for (int step = 0; step < losses.length; step++) {
            losses[step] = (float) tiny.generator.trainStep(tiny.generator.encode(EXAMPLES), 0, 1, step);
        }
        assertThat(losses).doesNotHaveDuplicates();
        return losses;
    }

    private static List<GeneratedText> texts(TinyGenerator tiny) {
        GenerationOptions options = new GenerationOptions(0.95, 0, 1, 1.2, 18, 4);
        return tiny.generator.generate(1, 21, options, 3);
    }

    private static <T> T on(int threads, Function<TinyGenerator, T> work) {
        Engine.setThreads(threads);
        try (TinyGenerator tiny = TinyGenerator.single()) {
            return work.apply(tiny);
        }
    }

    private static void assertClose(float[] actual, float[] expected) {
        float largest = 0;
        for (float value : expected) {
            largest = Math.max(largest, Math.abs(value));
        }
        assertThat(actual).containsExactly(expected, within(1e-5f * largest));
    }
}
