package io.github.dilm4j.distill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.dilm4j.base.Decay;
import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.distill.RealDataTraining.Settings;
import io.github.dilm4j.learner.Learner;
import io.github.dilm4j.learner.TokenBatch;
import io.github.dilm4j.tokenize.TokenSequence;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class RealDataTrainingTest {
    private static final TokenBatch FIT = new TokenBatch(
            List.of(new TokenSequence(new int[] {1}, new int[] {0}), new TokenSequence(new int[] {2}, new int[] {0})),
            new int[] {0, 1});

    /** Returns the learning rates of a trajectory with three positions and four steps between positions. */
    private static List<Double> rates(Decay decay, double warmup) {
        List<Double> rates = new ArrayList<>();
        Learner learner = (Learner) Proxy.newProxyInstance(
                Learner.class.getClassLoader(), new Class<?>[] {Learner.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("trainStep")) {
                        rates.add((Double) arguments[1]);
                        return 1.0;
                    }
                    return null;
                });
        RealDataTraining training =
                new RealDataTraining(FIT, new Settings(3, 4, 2, 0, 0.8, decay, warmup, 1), new RandomStreams(1));
        training.start(learner, 0);
        assertThat(training.advance(learner, 0, 1)).isEqualTo(1);
        assertThat(training.advance(learner, 0, 2)).isEqualTo(1);
        return rates;
    }

    @Test
    void theRateFollowsTheScheduleOverTwelveStepsOfWhichEightAreDone() {
        assertThat(rates(Decay.CONSTANT, 0)).hasSize(8).containsOnly(0.8);
        List<Double> warm = rates(Decay.CONSTANT, 0.5);
        List<Double> linear = rates(Decay.LINEAR, 0);
        for (int step = 0; step < 8; step++) {
            assertThat(warm.get(step)).isCloseTo(0.8 * Math.min(1, step / 6.0), within(1e-12));
            assertThat(linear.get(step)).isCloseTo(0.8 * (12 - step) / 12, within(1e-12));
        }
        assertThat(rates(Decay.COSINE, 0).get(6)).isCloseTo(0.4, within(1e-12)); // halfway
    }

    /** Returns by label the tokens that a trajectory's learner is trained on. Each row's only token is its number. */
    private static Map<Integer, Set<Integer>> seen(TokenBatch fit, int examplesPerLabel, long trajectory) {
        Map<Integer, Set<Integer>> seen = new TreeMap<>();
        Learner learner = (Learner) Proxy.newProxyInstance(
                Learner.class.getClassLoader(), new Class<?>[] {Learner.class}, (proxy, method, arguments) -> {
                    if (!method.getName().equals("trainStep")) {
                        return null;
                    }
                    TokenBatch batch = (TokenBatch) arguments[0];
                    for (int i = 0; i < batch.size(); i++) {
                        seen.computeIfAbsent(batch.labels()[i], label -> new TreeSet<>())
                                .add(batch.sequences().get(i).ids()[0]);
                    }
                    return 1.0;
                });
        RealDataTraining training = new RealDataTraining(
                fit, new Settings(4, 20, 8, examplesPerLabel, 0.8, Decay.CONSTANT, 0, 1), new RandomStreams(1));
        training.start(learner, trajectory);
        for (int position = 1; position < 4; position++) {
            training.advance(learner, trajectory, position);
        }
        return seen;
    }

    @Test
    void aTrajectorySeesAFewExamplesOfItsOwn() {
        List<TokenSequence> sequences = new ArrayList<>();
        int[] labels = new int[60];
        for (int row = 0; row < labels.length; row++) {
            sequences.add(new TokenSequence(new int[] {row}, new int[] {0}));
            labels[row] = row < 2 ? 2 : row % 2;
        }
        TokenBatch fit = new TokenBatch(sequences, labels);

        Map<Integer, Set<Integer>> first = seen(fit, 3, 0);
        assertThat(first.get(0)).hasSize(3).allMatch(row -> row >= 2 && row % 2 == 0);
        assertThat(first.get(1)).hasSize(3);
        assertThat(first.get(2)).as("all examples of a label that has fewer").containsExactly(0, 1);
        assertThat(seen(fit, 3, 0)).isEqualTo(first);
        assertThat(seen(fit, 3, 1)).isNotEqualTo(first);
        assertThat(seen(fit, 0, 0).values().stream().mapToInt(Set::size).sum()).isEqualTo(60);
    }
}
