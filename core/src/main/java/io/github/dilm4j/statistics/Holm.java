package io.github.dilm4j.statistics;

import java.util.Comparator;
import java.util.stream.IntStream;

/** Corrects p-values of several tests for their number. */
public final class Holm {
    private Holm() {}

    /**
     * Holm's step-down method (Scandinavian Journal of Statistics 6, 1979). If all corrected values below a level count
     * as significant, the probability of any false positive is at most that level, however the tests depend on each
     * other.
     *
     * @param pValues [n], in [0, 1]
     * @return [n], in the same order, in [0, 1]
     */
    public static double[] corrected(double[] pValues) {
        int n = pValues.length;
        int[] ascending = IntStream.range(0, n)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> pValues[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        double[] corrected = new double[n];
        double greatest = 0;
        for (int rank = 0; rank < n; rank++) {
            greatest = Math.max(greatest, Math.min(1, (n - rank) * pValues[ascending[rank]]));
            corrected[ascending[rank]] = greatest;
        }
        return corrected;
    }
}
