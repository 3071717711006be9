package io.github.dilm4j.matching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class MatchTest {
    private static final float[] WEIGHTS = {0.5f, 0.5f, 0, 0};

    @Test
    void normalisedCoefficientsKeepTheirDirectionAndLoseTheirScale() {
        float[] coefficients = {3e-5f, -1e-5f, -1e-5f, -1e-5f};
        for (float scale : new float[] {1, 200}) {
            float[] scaled = new float[4];
            for (int i = 0; i < 4; i++) {
                scaled[i] = scale * coefficients[i];
            }
            float[] normalised = new Match(1, 0, scaled, WEIGHTS).normalised().coefficients();
            double squares = 0;
            for (int i = 0; i < 4; i++) {
                squares += (double) normalised[i] * normalised[i];
                assertThat(normalised[i] / normalised[1]).isCloseTo(coefficients[i] / coefficients[1], within(1e-5f));
            }
            assertThat(Math.sqrt(squares / 4)).isCloseTo(1.0 / 4, within(1e-6));
            assertThat(normalised[0]).isPositive();
        }
        assertThat(new Match(0, 1, new float[4], WEIGHTS).normalised().coefficients())
                .containsOnly(0);
    }

    @Test
    void effectiveTextsCountThoseThatHaveWeight() {
        assertThat(new Match(0, 1, new float[4], WEIGHTS).effectiveTexts()).isEqualTo(2);
        assertThat(new Match(0, 1, new float[4], new float[] {1, 0, 0, 0}).effectiveTexts())
                .isEqualTo(1);
    }
}
