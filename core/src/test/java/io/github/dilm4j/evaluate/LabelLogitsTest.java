package io.github.dilm4j.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dilm4j.base.NotFiniteException;
import io.github.dilm4j.data.Metric;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LabelLogitsTest {
    private static final int[] GOLD = {0, 1};

    @Test
    void theLargestLogitIsTheAnswer() {
        FineTuning.Outcome outcome = LabelLogits.score(Metric.ACCURACY, new float[][] {{2, 1}, {2, 1}}, GOLD, "rest");
        assertThat(outcome.score()).isEqualTo(0.5);
        assertThat(outcome.loss()).isBetween(0.8132, 0.8133); // ln(1 + e) - 1/2
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void logitsThatAreNotFiniteAreRefused(float logit) {
        assertThatThrownBy(() -> LabelLogits.score(Metric.ACCURACY, new float[][] {{2, 1}, {1, logit}}, GOLD, "rest"))
                .isInstanceOf(NotFiniteException.class)
                .hasMessage("a logit of text 1, counted from 0, is " + logit + "; rest");
    }
}
