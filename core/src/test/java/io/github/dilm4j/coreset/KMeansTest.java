package io.github.dilm4j.coreset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dilm4j.base.RandomStreams;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KMeansTest {
    @ParameterizedTest
    @CsvSource({"1, 300, 5, 8", "2, 500, 16, 3", "3, 64, 10, 30", "4, 1000, 2, 2"})
    void agreesWithPlainLoops(long seed, int n, int dimension, int k) {
        UniformRandomProvider random = RandomStreams.of(seed);
        float[][] points = blobs(n, dimension, k, random);
        try (PointsInMemory set = new PointsInMemory(points)) {
            float[][] seeds = KMeans.seeds(set, k, random);
            int[] expected = NaiveKMeans.assignment(points, seeds);
            Clustering clustering = KMeans.lloyd(set, seeds, 300);
            assertThat(clustering.assignment()).containsExactly(expected);
            assertThat(clustering.inertia()).isEqualTo(inertia(points, clustering), within(1e-6));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void everyPointIsWithItsNearestCentroidAndEachCentroidIsAMean(long seed) {
        float[][] points = blobs(400, 8, 5, RandomStreams.of(seed));
        Clustering clustering = KMeans.fit(points, 20, 300, seed);
        int[][] members = clustering.members();
        for (int i = 0; i < points.length; i++) {
            double own = NaiveKMeans.distance(
                    points[i], clustering.centroids()[clustering.assignment()[i]]);
            for (float[] centroid : clustering.centroids()) {
                assertThat(own).isLessThanOrEqualTo(NaiveKMeans.distance(points[i], centroid) + 1e-3);
            }
        }
        for (int c = 0; c < members.length; c++) {
            assertThat(members[c]).isNotEmpty();
            for (int j = 0; j < 8; j++) {
                double mean = 0;
                for (int i : members[c]) {
                    mean += points[i][j] / (double) members[c].length;
                }
                assertThat((double) clustering.centroids()[c][j]).isEqualTo(mean, within(0.2));
            }
        }
        Clustering again = KMeans.fit(points, 20, 300, seed);
        assertThat(again.assignment()).containsExactly(clustering.assignment());
        assertThat(again.inertia()).isEqualTo(clustering.inertia());
    }

    @Test
    void findsSeparatedBlobs() {
        for (long seed = 0; seed < 20; seed++) {
            float[][] points = new float[60][];
            for (int i = 0; i < 60; i++) {
                points[i] = new float[] {100 * (i % 6), i * 0.01f};
            }
            Clustering clustering = KMeans.fit(points, 6, 100, seed);
            for (int i = 6; i < 60; i++) {
                assertThat(clustering.assignment()[i]).isEqualTo(clustering.assignment()[i - 6]);
            }
        }
    }

    @Test
    void fewerDifferentPointsThanClustersGiveFewerClusters() {
        float[][] points = new float[40][];
        for (int i = 0; i < 40; i++) {
            points[i] = new float[] {i % 3, 1000 + i % 3, 0.1f};
        }
        Clustering clustering = KMeans.fit(points, 10, 100, 1);
        assertThat(clustering.clusters()).isEqualTo(3);
        assertThat(clustering.inertia()).isZero();
        assertThat(KMeans.fit(new float[5][2], 5, 100, 1).clusters()).isEqualTo(1);
    }

    @Test
    void asManyClustersAsPoints() {
        float[][] points = blobs(30, 4, 3, RandomStreams.of(1));
        Clustering clustering = KMeans.fit(points, 30, 100, 1);
        assertThat(clustering.assignment()).doesNotHaveDuplicates();
        assertThat(clustering.inertia()).isZero();
    }

    @Test
    void anEmptyClusterGetsTheFarthestPointThatAnotherCanSpare() {
        int[] assignment = {0, 0, 2, 0, 0};
        float[] distances = {1, 5, 9, 5, 2};
        KMeans.fillEmptyClusters(assignment, distances, 4);
        assertThat(assignment).containsExactly(0, 1, 2, 3, 0);
    }

    @Test
    void recoversFromACentroidThatNothingIsNearTo() {
        float[][] points = blobs(100, 3, 4, RandomStreams.of(2));
        float[][] seeds = {points[0].clone(), points[1].clone(), {1e4f, 1e4f, 1e4f}};
        try (PointsInMemory set = new PointsInMemory(points)) {
            Clustering clustering = KMeans.lloyd(set, seeds, 100);
            Set<Integer> used = new HashSet<>();
            Arrays.stream(clustering.assignment()).forEach(used::add);
            assertThat(used).containsExactlyInAnyOrderElementsOf(List.of(0, 1, 2));
        }
    }

    @Test
    void stopsAtTheBound() {
        float[][] points = blobs(500, 4, 1, RandomStreams.of(3));
        assertThat(KMeans.fit(points, 25, 1, 1).iterations()).isEqualTo(1);
    }

    @Test
    void saysWhatIsWrong() {
        assertThatThrownBy(() -> KMeans.fit(new float[3][2], 4, 10, 1))
                .hasMessage("3 points cannot be divided into 4 clusters");
        assertThatThrownBy(() -> KMeans.fit(new float[3][2], 2, 0, 1))
                .hasMessage("at least one iteration is needed, got 0");
        assertThatThrownBy(() -> KMeans.fit(new float[][] {{1, 2}, {1, Float.NaN}}, 2, 10, 1))
                .hasMessageContaining("has a coordinate that is not a finite number");
        assertThatThrownBy(() -> KMeans.fit(new float[][] {{1, 2}, {1}}, 2, 10, 1))
                .hasMessage("point 1 has 1 coordinates instead of 2");
    }

    static float[][] blobs(int n, int dimension, int k, UniformRandomProvider random) {
        float[][] centres = new float[k][dimension];
        for (float[] centre : centres) {
            for (int j = 0; j < dimension; j++) {
                centre[j] = (float) random.nextDouble(-3, 3);
            }
        }
        float[][] points = new float[n][dimension];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < dimension; j++) {
                points[i][j] = centres[i % k][j] + (float) random.nextDouble(-1, 1);
            }
        }
        return points;
    }

    private static double inertia(float[][] points, Clustering clustering) {
        double sum = 0;
        for (int i = 0; i < points.length; i++) {
            sum += NaiveKMeans.distance(
                    points[i], clustering.centroids()[clustering.assignment()[i]]);
        }
        return sum;
    }
}
