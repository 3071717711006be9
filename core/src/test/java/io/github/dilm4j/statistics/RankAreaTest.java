package io.github.dilm4j.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RankAreaTest {
    private static final double EXACT = 1e-12;

    @Test
    void areaAndIntervalAreThoseOfTheDefinition() {
        Random random = new Random(3);
        double[] first = random.doubles(23).map(x -> Math.rint(10 * x)).toArray(); // with ties
        double[] second = random.doubles(41).map(x -> Math.rint(8 * x)).toArray();
        double[] below = Arrays.stream(first).map(x -> mean(x, second)).toArray();
        double[] above = Arrays.stream(second).map(y -> 1 - mean(y, first)).toArray();
        double area = Arrays.stream(below).average().orElseThrow();
        double deviation = Math.sqrt(variance(below) / 23 + variance(above) / 41);
        RankArea found = RankArea.of(first, second);
        assertThat(found.area()).isCloseTo(area, within(EXACT));
        assertThat(found.low()).isCloseTo(area - 1.959963984540054 * deviation, within(EXACT));
        assertThat(found.high()).isCloseTo(area + 1.959963984540054 * deviation, within(EXACT));
    }

    @Test
    void agreesWithScikitLearn() {
        double[] first = {0.9, 0.4, 0.4, 0.7};
        double[] second = {0.1, 0.4, 0.8};
        // sklearn.metrics.roc_auc_score([1, 1, 1, 1, 0, 0, 0], [0.9, 0.4, 0.4, 0.7, 0.1, 0.4, 0.8])
        assertThat(RankArea.of(first, second).area()).isCloseTo(2.0 / 3, within(EXACT));
    }

    @Test
    void separatedKindsHaveTheWholeAreaAndEqualOnesHalf() {
        assertThat(RankArea.of(new double[] {3, 4}, new double[] {1, 2})).isEqualTo(new RankArea(1, 1, 1));
        assertThat(RankArea.of(new double[] {1, 1}, new double[] {1, 1, 1})).isEqualTo(new RankArea(0.5, 0.5, 0.5));
    }

    @Test
    void oneValueIsNotEnough() {
        assertThatThrownBy(() -> RankArea.of(new double[1], new double[2]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("1 and 2 values");
    }

    /** The share of {@code others} below a value; ties count half. */
    private static double mean(double value, double[] others) {
        return Arrays.stream(others)
                .map(other -> (Math.signum(value - other) + 1) / 2)
                .average()
                .orElseThrow();
    }

    private static double variance(double[] values) {
        double mean = Arrays.stream(values).average().orElseThrow();
        return Arrays.stream(values).map(x -> (x - mean) * (x - mean)).sum() / (values.length - 1);
    }
}
