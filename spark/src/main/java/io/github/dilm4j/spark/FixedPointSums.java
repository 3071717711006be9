package io.github.dilm4j.spark;

import java.io.Serializable;
import java.util.Arrays;

/**
 * Sums of the vectors of clusters that do not depend on the order of addition. A coordinate is a whole number of units,
 * and a unit is a power of two that is so small that a sum of all vectors keeps 62 bits.
 */
final class FixedPointSums implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final int BITS = 62;

    private final double unitsPerOne;
    private final long[][] sums; // [k][d]
    private final int[] counts; // [k]

    /**
     * @param largest the largest absolute coordinate
     * @param count the largest number of vectors
     */
    FixedPointSums(int k, int dimension, double largest, int count) {
        this(
                largest == 0 ? 1 : Math.scalb(1.0, BITS - 1 - Math.getExponent(largest * count)),
                new long[k][dimension],
                new int[k]);
    }

    private FixedPointSums(double unitsPerOne, long[][] sums, int[] counts) {
        this.unitsPerOne = unitsPerOne;
        this.sums = sums;
        this.counts = counts;
    }

    /** No vectors, for sums of the same kind. */
    FixedPointSums empty() {
        return new FixedPointSums(unitsPerOne, new long[sums.length][sums[0].length], new int[sums.length]);
    }

    /** Whether sums can be added. */
    boolean isLike(FixedPointSums others) {
        return unitsPerOne == others.unitsPerOne
                && sums.length == others.sums.length
                && sums[0].length == others.sums[0].length;
    }

    /** Adds the vector that begins at a position. */
    void add(int cluster, float[] packed, int begin) {
        long[] sum = sums[cluster];
        for (int j = 0; j < sum.length; j++) {
            sum[j] += Math.round(packed[begin + j] * unitsPerOne);
        }
        counts[cluster]++;
    }

    /** Moves the vector that begins at a position to another cluster. */
    void move(int from, int to, float[] packed, int begin) {
        long[] less = sums[from];
        long[] more = sums[to];
        for (int j = 0; j < less.length; j++) {
            long units = Math.round(packed[begin + j] * unitsPerOne);
            less[j] -= units;
            more[j] += units;
        }
        counts[from]--;
        counts[to]++;
    }

    void add(FixedPointSums others) {
        for (int c = 0; c < sums.length; c++) {
            for (int j = 0; j < sums[c].length; j++) {
                sums[c][j] += others.sums[c][j];
            }
            counts[c] += others.counts[c];
        }
    }

    boolean hasEmptyCluster() {
        return Arrays.stream(counts).anyMatch(count -> count == 0);
    }

    /** [k, d], of clusters that are not empty. */
    float[][] means() {
        float[][] means = new float[sums.length][];
        for (int c = 0; c < sums.length; c++) {
            means[c] = new float[sums[c].length];
            for (int j = 0; j < means[c].length; j++) {
                means[c][j] = (float) (sums[c][j] / unitsPerOne / counts[c]);
            }
        }
        return means;
    }
}
