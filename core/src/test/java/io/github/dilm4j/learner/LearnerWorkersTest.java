package io.github.dilm4j.learner;

import static io.github.dilm4j.learner.TinyBert.flat;
import static io.github.dilm4j.learner.TinyBert.relativeError;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dilm4j.base.OptimizerKind;
import io.github.dilm4j.learner.TransformerLearner.Settings;
import io.github.dilm4j.matching.Match;
import io.github.dilm4j.tensor.Engine;
import io.github.dilm4j.tensor.Tensors;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A batch in parallel parts gives the same result as the whole batch. */
class LearnerWorkersTest {
    private static final double ROUNDING = 1e-5;
    private static final Settings NO_DROPOUT = new Settings(false, false, false, OptimizerKind.ADAMW, 0.01);

    private final TokenBatch batch = // about 600 tokens, enough for four parts
            TinyBert.batch().select(IntStream.range(0, 100).map(i -> i % 5).toArray());

    @AfterEach
    void asBefore() {
        Engine.setThreads(1); // no workers, as at the start
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 8})
    void inferenceAgreesWithOneWorker(int threads) {
        assertAgree(onOneWorker(this::read), on(threads, this::read));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 8})
    void trainingAgreesWithOneWorker(int threads) {
        assertAgree(onOneWorker(() -> trained(NO_DROPOUT)), on(threads, () -> trained(NO_DROPOUT)));
        assertAgree(onOneWorker(() -> trained(Settings.usual())), on(threads, () -> trained(Settings.usual())));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void trainingIsRepeatable(int threads) {
        Map<String, float[]> once = on(threads, () -> trained(Settings.usual()));
        Map<String, float[]> again = on(threads, () -> trained(Settings.usual()));
        once.forEach((name, values) -> assertThat(again.get(name)).as(name).containsExactly(values));
        assertThat(relativeError(once.get("logits"), trained(NO_DROPOUT).get("logits")))
                .isGreaterThan(ROUNDING);
    }

    private Map<String, float[]> read() {
        try (TransformerLearner learner = TinyBert.learner(NO_DROPOUT);
                FullGradient gradient = learner.fullGradient(batch, 0)) {
            Map<String, float[]> read = new TreeMap<>();
            read.put("logits", flat(learner.logits(batch.sequences())));
            read.put("losses", learner.losses(batch));
            read.put(
                    "head gradient",
                    learner.headGradients(batch).mean().layers().get(0));
            read.put("full gradient", Tensors.floats(gradient.values()));
            float[] nll = new float[batch.size()];
            for (int i = 0; i < nll.length; i++) {
                nll[i] = 1 + i % 7;
            }
            Match match = learner.matchFully(gradient, batch, nll, 1);
            read.put("coefficients", match.coefficients());
            return read;
        }
    }

    private Map<String, float[]> trained(Settings settings) {
        try (TransformerLearner learner = TinyBert.learner(settings)) {
            float[] losses = new float[4];
            for (int step = 0; step < losses.length; step++) {
                losses[step] = (float) learner.trainStep(batch, 1e-2, 1, step);
            }
            return Map.of("losses", losses, "logits", flat(learner.logits(batch.sequences())));
        }
    }

    private static <T> T onOneWorker(Supplier<T> work) {
        return on(1, work);
    }

    private static <T> T on(int threads, Supplier<T> work) {
        Engine.setThreads(threads);
        return work.get();
    }

    private static void assertAgree(Map<String, float[]> expected, Map<String, float[]> actual) {
        expected.forEach((name, values) ->
                assertThat(relativeError(actual.get(name), values)).as(name).isLessThan(ROUNDING));
    }
}
