package io.github.dilm4j.generator;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dilm4j.base.RandomStreams;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NucleusTest {
    private final Nucleus nucleus = new Nucleus();

    @ParameterizedTest
    @CsvSource({"7, 0.9", "50, 0.5", "1000, 0.95", "1000, 0.9999999", "20000, 0.95", "20000, 0.001"})
    void drawsWhatSortingAllTokensDraws(int vocabulary, double topP) {
        UniformRandomProvider random = new RandomStreams(5).stream("logits", vocabulary);
        for (double spread : new double[] {0, 0.01, 0.5, 2, 6}) {
            float[] probabilities = distribution(vocabulary, spread, random);
            for (int i = 0; i < 20; i++) {
                double uniform = switch (i) {
                    case 0 -> 0;
                    case 1 -> Math.nextDown(1.0);
                    default -> random.nextDouble();
                };
                assertThat(nucleus.draw(probabilities, topP, uniform))
                        .as("spread %s, uniform %s", spread, uniform)
                        .isIn(sorted(probabilities, topP, uniform - 1e-9), sorted(probabilities, topP, uniform + 1e-9));
            }
        }
    }

    @Test
    void equalProbabilitiesGoByTheirIds() {
        float[] probabilities = {0.125f, 0.25f, 0.125f, 0.25f, 0.125f, 0.125f};
        assertThat(IntStream.range(0, 16).map(i -> nucleus.draw(probabilities, 0.7, i / 16.0)))
                .containsExactly(1, 1, 1, 1, 1, 1, 3, 3, 3, 3, 3, 0, 0, 0, 2, 2);
    }

    @Test
    void tokensOfProbabilityZeroAreNotDrawnWhereRoundingLosesTheRest() {
        float[] probabilities = {0, 0.3f, 0, 0.3f, 0}; // 0.6 in total, less than top-p
        assertThat(nucleus.draw(probabilities, 0.9, Math.nextDown(1.0))).isEqualTo(3);
        assertThat(nucleus.draw(probabilities, 0.9, 0)).isEqualTo(1);
    }

    @Test
    void invalidDistributionsGiveSomeToken() {
        assertThat(nucleus.draw(new float[] {Float.NaN, Float.NaN}, 0.9, 0.5)).isBetween(0, 1);
        assertThat(nucleus.draw(new float[] {0, 0}, 0.9, 0.5)).isBetween(0, 1);
    }

    private static float[] distribution(int vocabulary, double spread, UniformRandomProvider random) {
        var normal = ZigguratSampler.NormalizedGaussian.of(random);
        double[] weights = new double[vocabulary];
        double total = 0;
        for (int i = 0; i < vocabulary; i++) {
            weights[i] = i % 11 == 3 ? 0 : Math.exp(spread * normal.sample());
            total += weights[i];
        }
        float[] probabilities = new float[vocabulary];
        for (int i = 0; i < vocabulary; i++) {
            probabilities[i] = (float) (weights[i] / total);
        }
        return probabilities;
    }

    /** Draws by the definition. A uniform number below 0 counts as 0. */
    private static int sorted(float[] probabilities, double topP, double uniform) {
        List<Integer> order = IntStream.range(0, probabilities.length)
                .filter(id -> probabilities[id] > 0)
                .boxed()
                .sorted(Comparator.comparingDouble(id -> -probabilities[id]))
                .toList();
        double total = 0;
        int size = 0;
        while (size < order.size() && total < topP) {
            total += probabilities[order.get(size++)];
        }
        double cumulative = 0;
        for (int id : order.subList(0, size)) {
            cumulative += probabilities[id];
            if (cumulative > uniform * total) {
                return id;
            }
        }
        return order.get(size - 1);
    }
}
