package io.github.dilm4j.statistics;

import org.apache.commons.statistics.distribution.ChiSquaredDistribution;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.distribution.TDistribution;

/** The number of pairs of sets that a paired t-test needs to detect a difference. */
public final class PairedPower {
    private static final double TAIL = 0.025; // on either side, of a two-sided test at 5 %
    private static final double WANTED = 0.8;
    private static final int MOST = 1 << 20; // pairs
    private static final int INTERVALS = 400; // of Simpson's rule
    private static final double REACH =
            9; // of the root of a chi-squared variable, whose deviation is below 1, to either side
    private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

    private PairedPower() {}

    /**
     * The least number of pairs with which a two-sided t-test at 5 % detects the difference with a probability of 80 %.
     *
     * @param sd standard deviation of the differences of pairs; positive
     * @param difference true mean of the differences; positive
     * @return at least 2, and at most about a million
     * @throws IllegalArgumentException if one of them is not positive
     */
    public static int pairs(double sd, double difference) {
        if (!(sd > 0) || !(difference > 0)) {
            throw new IllegalArgumentException(
                    "power needs a positive deviation and difference, got " + sd + " and " + difference);
        }
        double effect = difference / sd;
        int enough = 2;
        while (enough < MOST && power(enough, effect) < WANTED) {
            enough *= 2;
        }
        int few = enough / 2; // power grows with the pairs
        while (enough - few > 1) {
            int middle = (few + enough) / 2;
            if (power(middle, effect) < WANTED) {
                few = middle;
            } else {
                enough = middle;
            }
        }
        return enough;
    }

    /** The power of the test with this number of pairs for an effect in standard deviations, on either side. */
    static double power(int pairs, double effect) {
        double critical = TDistribution.of(pairs - 1).inverseSurvivalProbability(TAIL);
        double shift = effect * Math.sqrt(pairs);
        return beyond(critical, pairs - 1, shift) + beyond(critical, pairs - 1, -shift);
    }

    /**
     * P(T > t) of the noncentral t distribution: T = (Z + shift) / (S / √degrees), with S² chi-squared, integrated over
     * S.
     */
    private static double beyond(double t, int degrees, double shift) {
        ChiSquaredDistribution squared = ChiSquaredDistribution.of(degrees);
        double from = Math.max(0, Math.sqrt(degrees) - REACH);
        double step = (Math.sqrt(degrees) + REACH - from) / INTERVALS;
        double sum = 0;
        for (int i = 0; i <= INTERVALS; i++) {
            double s = Math.max(from + i * step, 1e-9); // the density of S² has no value at 0, that of S has
            double density = 2 * s * squared.density(s * s);
            sum += simpsonWeight(i) * density * NORMAL.survivalProbability(t * s / Math.sqrt(degrees) - shift);
        }
        return sum * step / 3;
    }

    private static double simpsonWeight(int point) {
        if (point == 0 || point == INTERVALS) {
            return 1;
        }
        return point % 2 == 1 ? 4 : 2;
    }
}
