package io.github.dilm4j.statistics;

import java.util.Arrays;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * The area under the ROC curve: the chance that a value of the first kind is greater than one of the second, where a tie
 * counts half. The interval is by the variance of DeLong et al. 1988.
 *
 * @param area in [0, 1]; 0.5 if the values do not tell the kinds apart
 * @param low lower end of the 95 % interval
 * @param high its upper end
 */
public record RankArea(double area, double low, double high) {
    private static final double QUANTILE = 1.959963984540054; // of the normal distribution, at 0.975

    /** @throws IllegalArgumentException if a kind has fewer than two values */
    public static RankArea of(double[] first, double[] second) {
        if (first.length < 2 || second.length < 2) {
            throw new IllegalArgumentException(first.length + " and " + second.length + " values");
        }
        double[] all =
                DoubleStream.concat(Arrays.stream(first), Arrays.stream(second)).toArray();
        double[] inAll = midranks(all);
        double[] inFirst = midranks(first);
        double[] inSecond = midranks(second);
        double[] below = IntStream.range(0, first.length) // the share of the second kind below each of the first
                .mapToDouble(i -> (inAll[i] - inFirst[i]) / second.length)
                .toArray();
        double[] above = IntStream.range(0, second.length) // the share of the first kind above each of the second
                .mapToDouble(i -> 1 - (inAll[first.length + i] - inSecond[i]) / first.length)
                .toArray();
        double area = Arrays.stream(below).average().orElseThrow();
        double margin = QUANTILE * Math.sqrt(variance(below) / below.length + variance(above) / above.length);
        return new RankArea(area, Math.max(0, area - margin), Math.min(1, area + margin));
    }

    /** The ranks from 1 on; equal values have the mean of their ranks. */
    private static double[] midranks(double[] values) {
        int[] order = IntStream.range(0, values.length)
                .boxed()
                .sorted((i, j) -> Double.compare(values[i], values[j]))
                .mapToInt(Integer::intValue)
                .toArray();
        double[] ranks = new double[values.length];
        int begin = 0;
        while (begin < order.length) {
            int end = begin + 1;
            while (end < order.length && values[order[end]] == values[order[begin]]) {
                end++;
            }
            for (int i = begin; i < end; i++) {
                ranks[order[i]] = (begin + 1 + end) / 2.0;
            }
            begin = end;
        }
        return ranks;
    }

    private static double variance(double[] values) {
        double sd = Summary.of(values).sd();
        return sd * sd;
    }
}
