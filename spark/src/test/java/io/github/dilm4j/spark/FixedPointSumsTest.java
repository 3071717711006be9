package io.github.dilm4j.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.dilm4j.base.RandomStreams;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FixedPointSumsTest {
    private static final int COUNT = 3000;

    /** Magnitudes differ by up to a million, so that sums of doubles would depend on the order. */
    @ParameterizedTest
    @ValueSource(floats = {1e-30f, 1, 1e30f})
    void theOrderOfAdditionDoesNotMatterAndTheMeanIsThatOfExactSums(float scale) {
        UniformRandomProvider random = RandomStreams.of(1);
        float[][] vectors = new float[COUNT][1];
        double sum = 0;
        for (int i = 0; i < COUNT; i++) {
            vectors[i][0] = (float) (scale * (random.nextDouble() - 0.2) * Math.pow(10, -random.nextInt(7)));
            sum += vectors[i][0];
        }
        FixedPointSums forwards = new FixedPointSums(1, 1, scale, COUNT);
        FixedPointSums first = new FixedPointSums(1, 1, scale, COUNT);
        FixedPointSums second = new FixedPointSums(1, 1, scale, COUNT);
        for (int i = 0; i < COUNT; i++) {
            forwards.add(0, vectors[i], 0);
            (i % 3 == 0 ? first : second).add(0, vectors[COUNT - 1 - i], 0);
        }
        second.add(first);
        float mean = forwards.means()[0][0];
        assertThat(second.means()[0][0]).isEqualTo(mean);
        assertThat((double) mean).isEqualTo(sum / COUNT, within(1e-7 * scale));
    }

    @Test
    void theGreatestSumFits() {
        FixedPointSums sums = new FixedPointSums(2, 1, Float.MAX_VALUE, 7);
        for (int i = 0; i < 7; i++) {
            sums.add(i % 2, new float[] {i % 2 == 0 ? Float.MAX_VALUE : -Float.MAX_VALUE}, 0);
        }
        assertThat(sums.means()).isEqualTo(new float[][] {{Float.MAX_VALUE}, {-Float.MAX_VALUE}});
        FixedPointSums zeros = new FixedPointSums(1, 2, 0, 3);
        zeros.add(0, new float[2], 0);
        assertThat(zeros.means()).isEqualTo(new float[1][2]);
    }
}
