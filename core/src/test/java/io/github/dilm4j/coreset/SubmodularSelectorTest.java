package io.github.dilm4j.coreset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.dilm4j.data.Example;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares with a greedy choice that evaluates the whole function for every text at every step. */
class SubmodularSelectorTest {
    /** A set function, computed from its definition. */
    @FunctionalInterface
    private interface Value {
        double of(List<Integer> chosen, double[][] similarities);
    }

    private static final Value FACILITY_LOCATION = (chosen, similarities) -> {
        double sum = 0;
        for (double[] ofText : similarities) {
            sum += chosen.stream().mapToDouble(i -> ofText[i]).max().orElse(0);
        }
        return sum;
    };
    private static final Value GRAPH_CUT = (chosen, similarities) -> {
        double sum = 0;
        for (int i : chosen) {
            for (double[] ofText : similarities) {
                sum += 2 * ofText[i];
            }
            for (int j : chosen) {
                sum -= similarities[i][j];
            }
        }
        return sum;
    };

    @Nested
    class FacilityLocation extends CoresetSelectorContract {
        @Override
        CoresetSelector selector() {
            return SubmodularSelector.facilityLocation(CoresetSelectorContract::encode);
        }

        @ParameterizedTest
        @ValueSource(ints = {1, 6, 40})
        void choosesGreedily(int k) {
            agrees(SubmodularSelector.facilityLocation(CoresetSelectorContract::encode, 1), FACILITY_LOCATION, k);
        }
    }

    @Nested
    class GraphCut extends CoresetSelectorContract {
        @Override
        CoresetSelector selector() {
            return SubmodularSelector.graphCut(CoresetSelectorContract::encode);
        }

        @ParameterizedTest
        @ValueSource(ints = {1, 6, 40})
        void choosesGreedily(int k) {
            agrees(SubmodularSelector.graphCut(CoresetSelectorContract::encode, 1), GRAPH_CUT, k);
        }
    }

    @Test
    void theSeedChoosesWhatIsLookedAt() {
        List<Example> pool = CoresetSelectorContract.pool(100);
        CoresetSelector selector = SubmodularSelector.facilityLocation(CoresetSelectorContract::encode);
        assertThat(selector.select(pool, 5, 1)).isNotEqualTo(selector.select(pool, 5, 2));
    }

    @Test
    void similarTextsAreChosenOnce() {
        List<Example> pool = CoresetSelectorContract.pool(4);
        Encoder pairs = examples -> new float[][] {{1, 0.1f}, {1, 0}, {0.1f, 1}, {0, 1}};
        assertThat(SubmodularSelector.facilityLocation(pairs, 1).select(pool, 2, 1))
                .satisfies(chosen -> assertThat(chosen[0] / 2).isNotEqualTo(chosen[1] / 2));
    }

    private static void agrees(CoresetSelector selector, Value value, int k) {
        List<Example> pool = new ArrayList<>(CoresetSelectorContract.pool(40));
        pool.addAll(CoresetSelectorContract.pool(15)); // these texts count twice
        double[][] similarities = similarities(CoresetSelectorContract.encode(pool));
        List<Integer> chosen = new ArrayList<>();
        for (int text : selector.select(pool, k, 9)) {
            double best = Double.NEGATIVE_INFINITY;
            for (int i = 0; i < 40; i++) {
                best = Math.max(best, chosen.contains(i) ? best : value.of(with(chosen, i), similarities));
            }
            assertThat(value.of(with(chosen, text), similarities)).isEqualTo(best, within(1e-4)); // float32
            chosen.add(text);
        }
    }

    private static List<Integer> with(List<Integer> chosen, int text) {
        List<Integer> with = new ArrayList<>(chosen);
        with.add(text);
        return with;
    }

    private static double[][] similarities(float[][] points) {
        double[][] similarities = new double[points.length][points.length];
        for (int i = 0; i < points.length; i++) {
            for (int j = 0; j < points.length; j++) {
                double product = dot(points[i], points[j]);
                double lengths = Math.sqrt(dot(points[i], points[i]) * dot(points[j], points[j]));
                similarities[i][j] = Math.max(0, product / lengths);
            }
        }
        return similarities;
    }

    private static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int j = 0; j < a.length; j++) {
            sum += (double) a[j] * b[j];
        }
        return sum;
    }
}
