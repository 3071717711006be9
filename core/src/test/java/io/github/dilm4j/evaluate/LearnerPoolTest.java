package io.github.dilm4j.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dilm4j.base.Decay;
import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.data.Metric;
import io.github.dilm4j.learner.Classifiers;
import io.github.dilm4j.learner.TokenBatch;
import io.github.dilm4j.learner.TransformerLearner;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tensor.Engine;
import io.github.dilm4j.tokenize.TokenSequence;
import io.github.dilm4j.training.TrainingSchedule;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LearnerPoolTest {
    private static final Path MODEL = Path.of("src", "test", "resources", "bert");
    private static final int LABELS = 3;
    private static final int VOCABULARY = 30;
    private static final int JOBS = 5;

    private final FineTuning fineTuning =
            new FineTuning(new TrainingSchedule(6, 16, 1e-2, Decay.COSINE, 0.5, 1), Metric.ACCURACY);
    private final TokenBatch test = batch(1, 60);

    @AfterEach
    void asBefore() {
        Engine.setThreads(1); // no workers, as at the start
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void outcomesAreThoseOfOneLearnerToTheLastBit(int threads) {
        Engine.setThreads(1);
        List<FineTuning.Outcome> alone = outcomes(JOBS);
        assertThat(alone).hasSize(JOBS).doesNotHaveDuplicates();
        Engine.setThreads(threads);
        assertThat(outcomes(JOBS)).isEqualTo(alone);
        assertThat(outcomes(1)).as("one job at a time, like a resumed run").isEqualTo(alone);
    }

    @Test
    void thereIsOneForEachWorker() {
        Engine.setThreads(3);
        try (LearnerPool learners = open()) {
            assertThat(learners.size()).isEqualTo(3);
            assertThatThrownBy(() -> learners.forEach(4, (task, learner) -> {}))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("4 tasks are more than the 3 learners");
        }
    }

    /** @param most the largest number of jobs at once */
    private List<FineTuning.Outcome> outcomes(int most) {
        List<FineTuning.Outcome> outcomes = new ArrayList<>();
        try (LearnerPool learners = open()) {
            int atOnce = Math.min(most, learners.size());
            for (int from = 0; from < JOBS; from += atOnce) {
                List<FineTuning.Job> jobs = IntStream.range(from, Math.min(JOBS, from + atOnce))
                        .mapToObj(i -> new FineTuning.Job(batch(2, 16), new RandomStreams(i)))
                        .toList();
                outcomes.addAll(fineTuning.run(learners, jobs, test));
            }
        }
        return outcomes;
    }

    private static LearnerPool open() {
        return LearnerPool.open(
                () -> new TransformerLearner(
                        Classifiers.load(MODEL, LABELS, Device.CPU), TransformerLearner.Settings.usual()),
                Device.CPU);
    }

    private static TokenBatch batch(long seed, int size) {
        UniformRandomProvider random = RandomStreams.of(seed);
        List<TokenSequence> sequences = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            int[] ids = random.ints(4 + i % 9, 1, VOCABULARY).toArray();
            sequences.add(new TokenSequence(ids, new int[ids.length]));
        }
        return new TokenBatch(
                sequences, IntStream.range(0, size).map(i -> i % LABELS).toArray());
    }
}
