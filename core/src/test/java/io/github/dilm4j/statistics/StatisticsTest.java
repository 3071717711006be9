package io.github.dilm4j.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dilm4j.base.RandomStreams;
import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** The expected values come from SciPy 1.17.1. */
class StatisticsTest {
    private static final Offset<Double> EXACT = within(1e-12);

    @Test
    void summary() {
        Summary summary = Summary.of(new double[] {0.81, 0.84, 0.79, 0.86, 0.83});
        assertThat(summary.n()).isEqualTo(5);
        assertThat(summary.mean()).isEqualTo(0.826, EXACT);
        assertThat(summary.sd()).isEqualTo(0.02701851217221256, EXACT);
        assertThat(summary.min()).isEqualTo(0.79);
        assertThat(summary.max()).isEqualTo(0.86);
        assertThat(Summary.of(new double[] {0.7})).isEqualTo(new Summary(1, 0.7, 0, 0.7, 0.7));
        assertThat(Summary.of(new double[] {0.1, 0.1, 0.1}).sd()).isZero();
        assertThatThrownBy(() -> Summary.of(new double[0])).hasMessage("a summary needs at least one value");
        assertThat(Summary.of(new double[] {1, Double.NaN}).mean()).isNaN();
    }

    @Test
    void holmsCorrectionIsThatOfR() {
        assertThat(Holm.corrected(new double[] {0.01, 0.04, 0.03, 0.005}))
                .containsExactly(new double[] {0.03, 0.06, 0.06, 0.02}, EXACT);
        assertThat(Holm.corrected(new double[] {0.6, 0.7, 0})).containsExactly(new double[] {1, 1, 0}, EXACT);
        assertThat(Holm.corrected(new double[0])).isEmpty();
    }

    @Test
    void comparisonOfSetsWithOneLearnerEachIsWelchsTest() {
        Comparison better = compare(
                new double[] {0.81, 0.84, 0.79, 0.86, 0.83}, new double[] {0.75, 0.80, 0.78, 0.74, 0.77, 0.79, 0.72});
        assertThat(better.difference()).isEqualTo(0.06171428571428561, EXACT);
        assertThat(better.pValue()).isEqualTo(0.004145631247278332, within(1e-10));
        assertThat(better.low()).isEqualTo(0.025006120383677506, within(1e-9));
        assertThat(better.high()).isEqualTo(0.09842245104489372, within(1e-9));
        assertThat(better.significant()).isTrue();

        Comparison equal = compare(new double[] {0.5, 0.7}, new double[] {0.6, 0.61, 0.59});
        assertThat(equal.pValue()).isEqualTo(1, within(1e-9));
        assertThat(equal.low()).isEqualTo(-1.2529741425029681, within(1e-8));
        assertThat(equal.high()).isEqualTo(1.2529741425029681, within(1e-8));
        assertThat(equal.significant()).isFalse();
    }

    @Test
    void aSetCountsOnceHoweverManyLearnersItHas() {
        double[][] few = {{0.6, 0.8}, {0.5, 0.7}};
        double[][] many = {{0.6, 0.8, 0.6, 0.8, 0.6, 0.8}, {0.5, 0.7, 0.5, 0.7, 0.5, 0.7}};
        double[][] other = {{0.5, 0.4}, {0.3, 0.3, 0.3}};
        Comparison first = Comparison.ofSets(few, other).orElseThrow();
        Comparison second = Comparison.ofSets(many, other).orElseThrow();
        assertThat(second.low()).isEqualTo(first.low(), within(1e-9));
        assertThat(second.pValue()).isEqualTo(first.pValue(), within(1e-9));
        assertThat(first.difference()).isEqualTo(0.65 - 0.375, EXACT);
    }

    /** For two equal methods whose sets differ, the test must reject in 5 of 100 cases, not in more. */
    @Test
    void equalMethodsDifferAsOftenAsTheSignificanceLevelSays() {
        UniformRandomProvider random = new RandomStreams(1).stream("sets");
        int bySets = 0;
        int byLearners = 0; // rejections if the test treats all learners as independent
        int trials = 2000;
        for (int trial = 0; trial < trials; trial++) {
            double[][] first = sets(random);
            double[][] second = sets(random);
            bySets += Comparison.ofSets(first, second).orElseThrow().significant() ? 1 : 0;
            byLearners += compare(flat(first), flat(second)).significant() ? 1 : 0;
        }
        assertThat(bySets / (double) trials).isBetween(0.03, 0.06);
        assertThat(byLearners / (double) trials).isGreaterThan(0.2);
    }

    /** Returns the scores of 5 sets (standard deviation 2 points) with 5 learners each (standard deviation 1 point). */
    private static double[][] sets(UniformRandomProvider random) {
        double[][] scores = new double[5][5];
        NormalDistribution normal = NormalDistribution.of(0, 1);
        var gauss = normal.createSampler(random);
        for (double[] set : scores) {
            double worth = 0.7 + 0.02 * gauss.sample();
            for (int learner = 0; learner < set.length; learner++) {
                set[learner] = worth + 0.01 * gauss.sample();
            }
        }
        return scores;
    }

    private static double[] flat(double[][] sets) {
        return Arrays.stream(sets).flatMapToDouble(Arrays::stream).toArray();
    }

    private static Comparison compare(double[] first, double[] second) {
        return Comparison.ofSets(oneLearnerEach(first), oneLearnerEach(second)).orElseThrow();
    }

    private static double[][] oneLearnerEach(double... scores) {
        return Arrays.stream(scores).mapToObj(score -> new double[] {score}).toArray(double[][]::new);
    }

    @Test
    void comparisonWithoutAnyVariance() {
        double[][] half = {{0.5}, {0.5}};
        assertThat(Comparison.ofSets(half, new double[][] {{0.25}, {0.25}})).isEmpty();
        assertThat(Comparison.ofSets(half, half)).isEmpty();
        assertThat(Comparison.ofSets(half, new double[][] {{0.25}, {0.26}})).isPresent();
    }

    @Test
    void meansThatDifferByRoundingAloneDoNotVary() {
        double[][] sets = {{0.1, 0.2, 0.3}, {0.3, 0.2, 0.1}};
        assertThat(Summary.of(sets[0]).mean()).isNotEqualTo(Summary.of(sets[1]).mean());
        assertThat(Comparison.ofSets(sets, new double[][] {{0.5}, {0.5}})).isEmpty();
    }

    @Test
    void chanceExplainsWhatAConstantAnswerReachesWithinTheErrorOfTheExamples() {
        Chance many = new Chance(0.5, 10_000); // standard error 0.005
        assertThat(many.explains(0.48)).isTrue();
        assertThat(many.explains(0.509)).isTrue();
        assertThat(many.explains(0.511)).isFalse();
        assertThat(new Chance(0.5, 25).explains(0.69)).isTrue();
        assertThat(new Chance(0, 25).explains(0)).isFalse();
        assertThat(many.explains(Double.NaN)).isFalse();
    }

    @Test
    void comparisonSaysWhatIsWrong() {
        assertThatThrownBy(() -> compare(new double[] {1}, new double[] {1, 2}))
                .hasMessage("a comparison needs at least two sets of each method, got 1 and 2");
        assertThatThrownBy(() -> compare(new double[] {1, Double.NaN}, new double[] {1, 2}))
                .hasMessage("set 1 has a score that is not a finite number: [NaN]");
    }
}
