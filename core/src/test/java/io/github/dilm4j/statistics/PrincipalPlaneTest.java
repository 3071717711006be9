package io.github.dilm4j.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dilm4j.base.RandomStreams;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.Test;

class PrincipalPlaneTest {
    /** Orthogonal directions, along which the points spread by 3, 2 and 1. */
    private static final double[][] DIRECTIONS = {
        {2 / 3.0, 2 / 3.0, 1 / 3.0}, {-2 / 3.0, 1 / 3.0, 2 / 3.0}, {1 / 3.0, -2 / 3.0, 2 / 3.0}
    };

    @Test
    void itHoldsTheTwoDirectionsOfTheLargestSpread() {
        UniformRandomProvider random = RandomStreams.of(4);
        float[][] points = new float[500][3];
        double[][] along = new double[points.length][3];
        for (int i = 0; i < points.length; i++) {
            int direction = i % 3; // each point lies on one axis, so the axes are the principal components
            along[i][direction] = (3 - direction) * (i / 3 % 2 == 0 ? 1 : -1) * (0.5 + random.nextDouble());
            for (int j = 0; j < 3; j++) {
                points[i][j] = (float) (7 + along[i][direction] * DIRECTIONS[direction][j]);
            }
        }
        PrincipalPlane plane = PrincipalPlane.of(points);
        double inPlane = 0;
        double all = 0;
        for (int i = 0; i < points.length; i++) {
            inPlane += along[i][0] * along[i][0] + along[i][1] * along[i][1];
            all += along[i][0] * along[i][0] + along[i][1] * along[i][1] + along[i][2] * along[i][2];
            assertThat(Math.abs(plane.coordinates()[i][0])).isEqualTo(Math.abs(along[i][0]), within(0.4));
            assertThat(Math.abs(plane.coordinates()[i][1])).isEqualTo(Math.abs(along[i][1]), within(0.4));
        }
        assertThat(plane.explained()).isEqualTo(inPlane / all, within(0.02));
        assertThat(PrincipalPlane.of(points)).usingRecursiveComparison().isEqualTo(plane);
    }

    @Test
    void pointsWithoutSpreadLieInOnePlace() {
        PrincipalPlane one = PrincipalPlane.of(new float[][] {{1, 2, 3}});
        assertThat(one.coordinates()).isDeepEqualTo(new double[][] {{0, 0}});
        assertThat(one.explained()).isZero();
        PrincipalPlane onALine = PrincipalPlane.of(new float[][] {{-1}, {1}, {3}});
        assertThat(onALine.coordinates()).isDeepEqualTo(new double[][] {{-2, 0}, {0, 0}, {2, 0}});
        assertThat(onALine.explained()).isEqualTo(1);
        assertThatThrownBy(() -> PrincipalPlane.of(new float[0][])).isInstanceOf(IllegalArgumentException.class);
    }
}
