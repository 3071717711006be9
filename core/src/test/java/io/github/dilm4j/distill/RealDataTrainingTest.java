package io.github.dilm4j.distill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.distill.RealDataTraining.Settings;
import io.github.dilm4j.learner.Learner;
import io.github.dilm4j.learner.TokenBatch;
import io.github.dilm4j.nn.Schedule.Decay;
import io.github.dilm4j.tokenize.TokenSequence;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RealDataTrainingTest {
    private static final TokenBatch FIT = new TokenBatch(
            List.of(new TokenSequence(new int[] {1}, new int[] {0}), new TokenSequence(new int[] {2}, new int[] {0})),
            new int[] {0, 1});

    /** The learning rates of a trajectory with three positions and four steps between them. */
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
                new RealDataTraining(FIT, new Settings(3, 4, 2, 0.8, decay, warmup, 1), new RandomStreams(1));
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
        assertThat(rates(Decay.COSINE, 0).get(6)).isCloseTo(0.4, within(1e-12)); // half-way
    }
}
