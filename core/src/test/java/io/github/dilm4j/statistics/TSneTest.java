package io.github.dilm4j.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TSneTest {
    private static final int CLUSTERS = 5;
    private static final int DIMENSIONS = 20;

    /** Points around the corners of a simplex, one cluster after the other in turn. */
    private static float[][] clusters(int points, double spread) {
        Random random = new Random(3);
        float[][] clusters = new float[points][DIMENSIONS];
        for (int i = 0; i < points; i++) {
            for (int k = 0; k < DIMENSIONS; k++) {
                clusters[i][k] = (float) (random.nextGaussian() * spread + (k == i % CLUSTERS ? 1 : 0));
            }
        }
        return clusters;
    }

    private static double loss(double[][] affinities, double[] x, double[] y) {
        int n = x.length;
        double sum = 0;
        double[][] near = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                near[i][j] = i == j ? 0 : 1 / (1 + Math.pow(x[i] - x[j], 2) + Math.pow(y[i] - y[j], 2));
                sum += near[i][j];
            }
        }
        double loss = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                loss += i == j ? 0 : affinities[i][j] * Math.log(affinities[i][j] / (near[i][j] / sum));
            }
        }
        return loss;
    }

    @Test
    void theGradientIsThatOfTheLoss() {
        Random random = new Random(1);
        int n = 12;
        double[][] affinities = TSne.affinities(clusters(n, 0.3), 3);
        double[] x = random.doubles(n, -1, 1).toArray();
        double[] y = random.doubles(n, -1, 1).toArray();
        double[] gradientX = new double[n];
        double[] gradientY = new double[n];
        TSne.gradient(affinities, 1, x, y, gradientX, gradientY);
        double h = 1e-5;
        for (int i = 0; i < n; i++) {
            double at = x[i];
            x[i] = at + h;
            double more = loss(affinities, x, y);
            x[i] = at - h;
            assertThat(gradientX[i]).isEqualTo((more - loss(affinities, x, y)) / (2 * h), within(1e-8));
            x[i] = at;
            at = y[i];
            y[i] = at + h;
            more = loss(affinities, x, y);
            y[i] = at - h;
            assertThat(gradientY[i]).isEqualTo((more - loss(affinities, x, y)) / (2 * h), within(1e-8));
            y[i] = at;
        }
    }

    /** Six points at equal distances, then two triples of such points far from each other. */
    @Test
    void affinitiesAreADistributionOfTheWantedPerplexity() {
        float[][] points = new float[6][7];
        for (int i = 0; i < 6; i++) {
            points[i][i] = 1;
        }
        double[][] ofFive = TSne.affinities(points, 5);
        for (int i = 0; i < 6; i++) {
            points[i][6] = i < 3 ? 0 : 4;
            for (int j = 0; j < 6; j++) {
                assertThat(ofFive[i][j]).isEqualTo(i == j ? 0 : 1.0 / 30, within(1e-12));
            }
        }
        double[][] ofTwo = TSne.affinities(points, 2);
        assertThat(ofTwo[0][1]).isEqualTo(1.0 / 12, within(1e-4));
        assertThat(ofTwo[0][4]).isLessThan(1e-4);
    }

    /** A point's nearest neighbours in the plane are of its own cluster; a plane of principal components mixes five. */
    @Test
    void clustersStayApart() {
        float[][] points = clusters(200, 0.15);
        assertThat(sharesOfOwn(TSne.of(points))).isGreaterThan(0.99);
        assertThat(sharesOfOwn(PrincipalPlane.of(points).coordinates())).isLessThan(0.9);
    }

    /** The share of points whose nearest point in the plane is of their own cluster. */
    private static double sharesOfOwn(double[][] placed) {
        int own = 0;
        for (int i = 0; i < placed.length; i++) {
            int nearest = -1;
            double least = Double.POSITIVE_INFINITY;
            for (int j = 0; j < placed.length; j++) {
                double distance = Math.hypot(placed[i][0] - placed[j][0], placed[i][1] - placed[j][1]);
                if (j != i && distance < least) {
                    nearest = j;
                    least = distance;
                }
            }
            own += nearest % CLUSTERS == i % CLUSTERS ? 1 : 0;
        }
        return (double) own / placed.length;
    }

    @Test
    void theSamePointsGiveTheSamePlane() {
        assertThat(TSne.of(clusters(60, 0.2))).isDeepEqualTo(TSne.of(clusters(60, 0.2)));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7})
    void fewOrEqualPointsHavePlacesToo(int points) {
        for (double[] place : TSne.of(clusters(points, 0.2))) {
            assertThat(place).hasSize(2).doesNotContain(Double.NaN);
        }
        assertThat(TSne.of(new float[points][DIMENSIONS])).isDeepEqualTo(new double[points][2]);
    }

    @Test
    void noPointsAndTooManyAreRefused() {
        assertThatThrownBy(() -> TSne.of(new float[0][2])).hasMessage("0 points instead of 1 to 2000");
        assertThatThrownBy(() -> TSne.of(new float[2001][2])).hasMessage("2001 points instead of 1 to 2000");
    }
}
