package io.github.dilm4j.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dilm4j.base.RandomStreams;
import org.apache.commons.rng.UniformRandomProvider;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PointSetTest {
    @ParameterizedTest
    @CsvSource({"1, 1, 1, 1", "2, 100, 7, 5", "3, 1000, 20, 400", "4, 50, 384, 200"})
    void distancesAreThoseOfTheDefinition(long seed, int n, int dimension, int k) {
        UniformRandomProvider random = RandomStreams.of(seed);
        float[][] points = matrix(n, dimension, random);
        float[][] centroids = matrix(k, dimension, random);
        float[] distances = new float[n];
        try (PointSet set = new PointSet(points)) {
            int[] nearest = set.nearest(centroids, distances);
            float[][] all = set.squaredDistances(centroids);
            double worst = 0;
            for (int i = 0; i < n; i++) {
                double least = Double.POSITIVE_INFINITY;
                for (int c = 0; c < k; c++) {
                    double exact = squaredDistance(points[i], centroids[c]);
                    worst = Math.max(worst, Math.abs(all[c][i] - exact) / (1 + exact));
                    least = Math.min(least, exact);
                }
                assertThat(squaredDistance(points[i], centroids[nearest[i]]))
                        .isEqualTo(least, within(1e-4 * (1 + least)));
                assertThat((double) distances[i]).isEqualTo(least, within(1e-4 * (1 + least)));
            }
            assertThat(worst).isLessThan(1e-5);
        }
    }

    @Test
    void farFromTheOriginEqualPointsAreAtDistanceZero() {
        float[][] points = {{1000, 1000.25f}, {1000, 1000}, {1000, 1000.25f}};
        try (PointSet set = new PointSet(points)) {
            assertThat(set.squaredDistances(new float[][] {points[0]})[0]).containsExactly(0, 0.0625f, 0);
        }
    }

    @Test
    void ofEquallyNearCentroidsTheFirstCounts() {
        try (PointSet set = new PointSet(new float[][] {{0}, {2}, {4}})) {
            float[][] centroids = {{1}, {3}, {1}, {3}};
            assertThat(set.nearest(centroids, new float[3])).containsExactly(0, 0, 1);
        }
    }

    @Test
    void livesLongerThanTheScopeItIsMadeInAndKeepsMemoryFlat() {
        float[][] points = matrix(2000, 64, RandomStreams.of(1));
        float[][] centroids = matrix(50, 64, RandomStreams.of(2));
        PointSet set;
        try (PointerScope scope = new PointerScope()) {
            set = new PointSet(points);
        }
        int[] first = set.nearest(centroids, new float[2000]);
        float[] distances = new float[2000];
        long before = Pointer.physicalBytes();
        for (int i = 0; i < 300; i++) { // a megabyte of tensors each time; Java memory counts too, but little is used
            set.nearest(centroids, distances);
            set.squaredDistances(new float[][] {centroids[0]});
            new PointSet(points).close();
        }
        assertThat(Pointer.physicalBytes() - before).isLessThan(64L << 20);
        assertThat(set.nearest(centroids, distances)).containsExactly(first);
        set.close();
    }

    @Test
    void saysWhatIsWrong() {
        assertThatThrownBy(() -> new PointSet(new float[0][]))
                .hasMessage("there must be at least one point of at least one coordinate");
        try (PointSet set = new PointSet(new float[][] {{1, 2}})) {
            assertThatThrownBy(() -> set.nearest(new float[][] {{1, 2}}, new float[2]))
                    .hasMessage("there are 1 points but room for 2 distances");
            assertThatThrownBy(() -> set.squaredDistances(new float[][] {{1}}))
                    .hasMessage("point 0 has 1 coordinates instead of 2");
        }
    }

    private static float[][] matrix(int n, int dimension, UniformRandomProvider random) {
        float[][] matrix = new float[n][dimension];
        for (float[] row : matrix) {
            for (int j = 0; j < dimension; j++) {
                row[j] = (float) random.nextDouble(4, 6);
            }
        }
        return matrix;
    }

    private static double squaredDistance(float[] a, float[] b) {
        double sum = 0;
        for (int j = 0; j < a.length; j++) {
            sum += ((double) a[j] - b[j]) * ((double) a[j] - b[j]);
        }
        return sum;
    }
}
