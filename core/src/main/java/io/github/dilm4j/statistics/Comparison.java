package io.github.dilm4j.statistics;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.TDistribution;
import org.apache.commons.statistics.inference.TTest;

/**
 * A comparison of two methods by the scores of their sets. Learners that were trained on the same set are not
 * independent of each other: a good set raises all of them. A set therefore counts once, with the mean of its learners,
 * and the sample size is the number of sets. The learners of two methods share their seeds for each set. The paired
 * test uses that; Welch's test (unequal variances), which the paper uses, does not, so its interval may be wider.
 *
 * @param difference mean of the first minus mean of the second
 * @param low lower end of the difference's 95 % confidence interval
 * @param high its upper end
 * @param pValue two-sided: the chance of a difference at least as large if the true means are equal
 */
public record Comparison(double difference, double low, double high, double pValue) {
    private static final double TAIL = 0.025; // on either side of a 95 % interval
    private static final double ROUNDING = 1e-9; // equal scores whose means were summed in another order differ by less

    /**
     * Compares two methods with Welch's t-test.
     *
     * @param first [set][learner], scores; sets may have different numbers of learners
     * @return empty if the sets of neither method differ: a few equal scores do not say how much others would differ
     * @throws IllegalArgumentException if a method has fewer than two sets, a set has no learner, or a score is not
     *     finite
     */
    public static Optional<Comparison> ofSets(double[][] first, double[][] second) {
        if (first.length < 2 || second.length < 2) {
            throw new IllegalArgumentException("a comparison needs at least two sets of each method, got "
                    + first.length + " and " + second.length);
        }
        return ofMeans(means(first), means(second));
    }

    /**
     * Compares two methods with the paired t-test: their learners have the same seeds for each set.
     *
     * @param first [set][learner], scores
     * @param second [set][learner], as many sets
     * @return empty if the difference is the same for all sets
     * @throws IllegalArgumentException as {@link #ofSets}, or if the numbers of sets differ
     */
    public static Optional<Comparison> paired(double[][] first, double[][] second) {
        Summary differences = differences(first, second);
        double error = standardError(differences);
        if (error < ROUNDING) {
            return Optional.empty();
        }
        double mean = differences.mean();
        TTest.Result test = TTest.withDefaults().test(mean, differences.sd() * differences.sd(), differences.n());
        double reach = error * TDistribution.of(test.getDegreesOfFreedom()).inverseSurvivalProbability(TAIL);
        return Optional.of(new Comparison(mean, mean - reach, mean + reach, test.getPValue()));
    }

    /**
     * The differences between the methods' means, for each set.
     *
     * @throws IllegalArgumentException as {@link #paired}
     */
    public static Summary differences(double[][] first, double[][] second) {
        if (first.length < 2 || first.length != second.length) {
            throw new IllegalArgumentException(
                    "a paired comparison needs the same number of sets of both methods, at least two, got "
                            + first.length + " and " + second.length);
        }
        double[] one = means(first);
        double[] other = means(second);
        return Summary.of(IntStream.range(0, one.length)
                .mapToDouble(set -> one[set] - other[set])
                .toArray());
    }

    private static Optional<Comparison> ofMeans(double[] first, double[] second) {
        Summary a = Summary.of(first);
        Summary b = Summary.of(second);
        double difference = a.mean() - b.mean();
        double error = Math.hypot(standardError(a), standardError(b));
        if (error < ROUNDING) {
            return Optional.empty();
        }
        TTest.Result test =
                TTest.withDefaults().test(a.mean(), a.sd() * a.sd(), a.n(), b.mean(), b.sd() * b.sd(), b.n());
        double reach = error * TDistribution.of(test.getDegreesOfFreedom()).inverseSurvivalProbability(TAIL);
        return Optional.of(new Comparison(difference, difference - reach, difference + reach, test.getPValue()));
    }

    private static double[] means(double[][] scores) {
        double[] means = new double[scores.length];
        for (int set = 0; set < scores.length; set++) {
            means[set] = Summary.of(scores[set]).mean();
            if (!Double.isFinite(means[set])) {
                throw new IllegalArgumentException(
                        "set " + set + " has a score that is not a finite number: " + Arrays.toString(scores[set]));
            }
        }
        return means;
    }

    private static double standardError(Summary summary) {
        return summary.sd() / Math.sqrt(summary.n());
    }

    /** Whether the interval excludes 0. */
    public boolean significant() {
        return low > 0 || high < 0;
    }
}
