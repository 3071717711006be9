package io.github.dilm4j.statistics;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * The bootstrap interval of the mean of a method's scores. Learners on the same set are not independent of each other,
 * so whole sets are drawn with replacement first, and then learners of each drawn set; the interval consists of
 * percentiles of the means (Davison and Hinkley, Bootstrap Methods and their Application, 1997, section 3.8).
 *
 * @param low lower end of the 95 % interval of the mean of the sets' means
 * @param high its upper end
 */
public record HierarchicalBootstrap(double low, double high) {
    private static final int RESAMPLES = 4000;
    private static final double TAIL = 0.025; // on either side of a 95 % interval

    /**
     * Resamples scores.
     *
     * @param scores [set][learner]; sets may have different numbers of learners. Ends are not finite if a score is not.
     * @param random of this method alone
     * @throws IllegalArgumentException if there is no set, or a set has no learner
     */
    public static HierarchicalBootstrap of(double[][] scores, UniformRandomProvider random) {
        if (scores.length == 0 || Arrays.stream(scores).anyMatch(set -> set.length == 0)) {
            throw new IllegalArgumentException("a bootstrap needs at least one set, and a learner on each");
        }
        if (Arrays.stream(scores).flatMapToDouble(Arrays::stream).anyMatch(score -> !Double.isFinite(score))) {
            return new HierarchicalBootstrap(Double.NaN, Double.NaN);
        }
        double[] means = new double[RESAMPLES];
        for (int i = 0; i < RESAMPLES; i++) {
            for (int set = 0; set < scores.length; set++) {
                means[i] += mean(scores[random.nextInt(scores.length)], random) / scores.length;
            }
        }
        Arrays.sort(means);
        return new HierarchicalBootstrap(quantile(means, TAIL), quantile(means, 1 - TAIL));
    }

    /** The mean of equally many learners, drawn with replacement. */
    private static double mean(double[] learners, UniformRandomProvider random) {
        double sum = 0;
        for (int i = 0; i < learners.length; i++) {
            sum += learners[random.nextInt(learners.length)];
        }
        return sum / learners.length;
    }

    /** The quantile, interpolated linearly. */
    private static double quantile(double[] ascending, double share) {
        double place = share * (ascending.length - 1);
        int below = (int) place;
        int above = Math.min(below + 1, ascending.length - 1);
        return ascending[below] + (place - below) * (ascending[above] - ascending[below]);
    }
}
