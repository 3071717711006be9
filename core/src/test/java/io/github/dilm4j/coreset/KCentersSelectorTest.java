package io.github.dilm4j.coreset;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dilm4j.data.Example;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KCentersSelectorTest extends CoresetSelectorContract {
    @Override
    CoresetSelector selector() {
        return new KCentersSelector(CoresetSelectorContract::encode);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void takesTheTextNearestToEachCentroid(long seed) {
        List<Example> pool = pool(150);
        int[] selected = selector().select(pool, 12, seed);
        float[][] points = encode(pool);
        float[][] centroids = KMeans.fit(points, 12, 300, seed).centroids();
        List<Integer> expected = new ArrayList<>();
        for (float[] centroid : centroids) {
            int nearest = -1;
            for (int i = 0; i < points.length; i++) {
                if (!expected.contains(i)
                        && (nearest < 0
                                || NaiveKMeans.distance(points[i], centroid)
                                        < NaiveKMeans.distance(points[nearest], centroid))) {
                    nearest = i;
                }
            }
            expected.add(nearest);
        }
        assertThat(selected).containsExactly(expected.stream().mapToInt(i -> i).toArray());
    }

    @Test
    void takesOneTextFromEachOfWellSeparatedGroups() {
        Encoder byFirstLetter = examples -> {
            float[][] points = new float[examples.size()][2];
            for (int i = 0; i < points.length; i++) {
                String text = examples.get(i).texts().get(0);
                points[i] = new float[] {(text.charAt(0) - 'a') * 100, text.charAt(1) - '0'};
            }
            return points;
        };
        List<Example> pool = new ArrayList<>();
        for (String text : "a0 a1 a2 b0 b1 b2 c0 c1 c2 c3 c4".split(" ", -1)) {
            pool.add(Example.of(text, 0));
        }
        int[] selected = new KCentersSelector(byFirstLetter).select(pool, 3, 1);
        assertThat(selected).containsExactlyInAnyOrder(1, 4, 8);
    }

    @Test
    void differentTextsOfEqualEmbeddingsFillUpWhatIsMissing() {
        Encoder constant = examples -> new float[examples.size()][3];
        assertThat(new KCentersSelector(constant).select(pool(6), 4, 1)).containsExactly(0, 1, 2, 3);
    }
}
