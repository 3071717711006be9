package io.github.dilm4j.coreset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dilm4j.data.Example;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HerdingSelectorTest extends CoresetSelectorContract {
    @Override
    CoresetSelector selector() {
        return new HerdingSelector(CoresetSelectorContract::encode);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 40})
    void everyStepBringsTheMeanAsNearAsItCan(int k) {
        List<Example> pool = new ArrayList<>(pool(40));
        pool.addAll(pool(15)); // these texts count twice in the mean
        int[] selected = new HerdingSelector(CoresetSelectorContract::encode, 1, 1000).select(pool, k, 9);

        float[][] points = encode(pool);
        double[] mean = mean(points, null);
        List<Integer> expected = new ArrayList<>();
        for (int step = 0; step < k; step++) {
            int best = -1;
            double bestDistance = Double.POSITIVE_INFINITY;
            for (int i = 0; i < 40; i++) {
                if (expected.contains(i)) {
                    continue;
                }
                List<Integer> with = new ArrayList<>(expected);
                with.add(i);
                double distance = distance(mean(points, with), mean);
                if (distance < bestDistance) {
                    best = i;
                    bestDistance = distance;
                }
            }
            expected.add(best);
        }
        assertThat(selected).containsExactly(expected.stream().mapToInt(i -> i).toArray());
    }

    @Test
    void theSeedChoosesWhatIsHerded() {
        List<Example> pool = pool(100);
        assertThat(selector().select(pool, 5, 1)).isNotEqualTo(selector().select(pool, 5, 2));
        CoresetSelector whole = new HerdingSelector(CoresetSelectorContract::encode, 1, Integer.MAX_VALUE);
        assertThat(whole.select(pool, 5, 1)).isEqualTo(whole.select(pool, 5, 2));
    }

    @Test
    void refusesAnEmptySample() {
        assertThatThrownBy(() -> new HerdingSelector(CoresetSelectorContract::encode, 0, 10))
                .hasMessage("herding needs a share in (0, 1] of at least 1 text, got 0.0 of at most 10");
    }

    private static double[] mean(float[][] points, List<Integer> chosen) {
        double[] mean = new double[points[0].length];
        int count = chosen == null ? points.length : chosen.size();
        for (int n = 0; n < count; n++) {
            float[] point = points[chosen == null ? n : chosen.get(n)];
            for (int j = 0; j < mean.length; j++) {
                mean[j] += point[j] / (double) count;
            }
        }
        return mean;
    }

    private static double distance(double[] a, double[] b) {
        double sum = 0;
        for (int j = 0; j < a.length; j++) {
            sum += (a[j] - b[j]) * (a[j] - b[j]);
        }
        return sum;
    }
}
