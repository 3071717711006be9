package io.github.dilm4j.evaluate;

import org.apache.commons.statistics.distribution.TDistribution;
import org.apache.commons.statistics.inference.TTest;

/**
 * Two methods compared by the scores of their runs, with Welch's t-test (variances may differ). The runs are taken as
 * independent; learners of one distilled set are not quite.
 *
 * @param difference mean of the first minus mean of the second
 * @param low lower end of the difference's 95 % confidence interval
 * @param high its upper end
 * @param pValue two-sided: the chance of a difference at least as large if the true means are equal
 */
public record Comparison(double difference, double low, double high, double pValue) {
    private static final double TAIL = 0.025; // on either side of a 95 % interval

    /**
     * Compares two samples. If neither varies at all the interval is the difference itself and p is 1 or 0.
     *
     * @throws IllegalArgumentException if a sample has fewer than two values or one that is not finite
     */
    public static Comparison of(double[] first, double[] second) {
        if (first.length < 2 || second.length < 2) {
            throw new IllegalArgumentException("a comparison needs at least two runs of each method, got "
                    + first.length + " and " + second.length);
        }
        Summary a = Summary.of(first);
        Summary b = Summary.of(second);
        double difference = a.mean() - b.mean();
        double error = Math.hypot(a.standardError(), b.standardError());
        if (error == 0) {
            return new Comparison(difference, difference, difference, difference == 0 ? 1 : 0);
        }
        TTest.Result test =
                TTest.withDefaults().test(a.mean(), a.sd() * a.sd(), a.n(), b.mean(), b.sd() * b.sd(), b.n());
        double reach = error * TDistribution.of(test.getDegreesOfFreedom()).inverseSurvivalProbability(TAIL);
        return new Comparison(difference, difference - reach, difference + reach, test.getPValue());
    }

    /** Whether the interval leaves out 0. */
    public boolean significant() {
        return low > 0 || high < 0;
    }
}
