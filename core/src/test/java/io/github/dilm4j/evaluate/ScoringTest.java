package io.github.dilm4j.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dilm4j.data.Metric;
import io.github.dilm4j.statistics.ConfusionMatrix;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** The expected values come from scikit-learn 1.9.1 (zero_division=0, all labels given). */
class ScoringTest {
    private static final Offset<Double> EXACT = within(1e-12);

    @Test
    void twoLabels() {
        scores(
                new int[] {1, 0, 1, 1, 0, 1, 0, 0},
                new int[] {1, 0, 0, 1, 1, 1, 1, 0},
                2,
                0.625,
                0.6190476190476191,
                0.6666666666666666,
                0.6458333333333333);
    }

    @Test
    void noRightOrNoSuchLabelGivesZeroAndNotNaN() {
        scores(new int[] {0, 0, 0}, new int[] {1, 0, 1}, 2, 0.3333333333333333, 0.25, 0, 0.16666666666666666);
        scores(new int[] {0, 0}, new int[] {0, 0}, 2, 1, 0.5, 0, 0.5);
        scores(new int[] {1, 1}, new int[] {1, 1}, 2, 1, 0.5, 1, 1);
    }

    @Test
    void moreLabels() {
        int[] predicted = {0, 2, 1, 1, 2, 0, 0, 1};
        int[] gold = {0, 1, 1, 1, 2, 2, 0, 0};
        assertThat(Scoring.score(Metric.ACCURACY, predicted, gold, 3)).isEqualTo(0.625, EXACT);
        assertThat(Scoring.score(Metric.MACRO_F1, predicted, gold, 3)).isEqualTo(0.611111111111111, EXACT);
        assertThat(Scoring.score(Metric.MACRO_F1, new int[] {0, 1, 1, 0}, new int[] {0, 1, 0, 0}, 4))
                .isEqualTo(0.3666666666666667, EXACT);
        assertThat(ConfusionMatrix.of(predicted, gold, 3).counts())
                .isDeepEqualTo(new int[][] {{2, 1, 0}, {0, 2, 1}, {1, 0, 1}});
    }

    @Test
    void scoringSaysWhatIsWrong() {
        int[] two = {0, 1};
        assertThatThrownBy(() -> Scoring.score(Metric.F1, two, two, 3))
                .hasMessage("the F1 of label 1 is for two labels, got 3");
        assertThatThrownBy(() -> Scoring.score(Metric.ACCURACY, two, new int[3], 2))
                .hasMessage("there are 2 predictions for 3 examples");
        assertThatThrownBy(() -> Scoring.score(Metric.ACCURACY, two, new int[] {0, 2}, 2))
                .hasMessage("there are 2 labels, so none has the index 2");
        assertThatThrownBy(() -> Scoring.score(Metric.ACCURACY, new int[0], new int[0], 2))
                .hasMessage("there is no example to score");
    }

    @Test
    void chanceIsTheBestConstantAnswer() {
        int[] gold = {0, 0, 0, 1};
        assertThat(Scoring.chance(Metric.ACCURACY, gold, 2)).isEqualTo(0.75, EXACT);
        // the answer is always 1: 2 · 0.25 / (1 + 0.25)
        assertThat(Scoring.chance(Metric.F1, gold, 2)).isEqualTo(0.4, EXACT);
        // the answer is always 0: half of 6 / 7
        assertThat(Scoring.chance(Metric.MACRO_F1, gold, 2)).isEqualTo(3.0 / 7, EXACT);
        assertThat(Scoring.chance(Metric.ACCURACY_AND_F1, gold, 2)).isEqualTo(0.375, EXACT);
    }

    private static void scores(
            int[] predicted, int[] gold, int labels, double accuracy, double macroF1, double f1, double accuracyAndF1) {
        assertThat(Scoring.score(Metric.ACCURACY, predicted, gold, labels)).isEqualTo(accuracy, EXACT);
        assertThat(Scoring.score(Metric.MACRO_F1, predicted, gold, labels)).isEqualTo(macroF1, EXACT);
        assertThat(Scoring.score(Metric.F1, predicted, gold, labels)).isEqualTo(f1, EXACT);
        assertThat(Scoring.score(Metric.ACCURACY_AND_F1, predicted, gold, labels))
                .isEqualTo(accuracyAndF1, EXACT);
    }
}
