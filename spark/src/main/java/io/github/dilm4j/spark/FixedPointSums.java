package io.github.dilm4j.spark;

import java.io.Serializable;

/**
 * Sums of vectors that do not depend on the order of addition. A coordinate is a whole number of units, and a unit is a
 * power of two that is so small that a sum of all vectors keeps 62 bits.
 */
final class FixedPointSums implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final int BITS = 62;

    private final double unitsPerOne;
    private final long[][] sums; // [k][d]

    /**
     * @param largest the largest absolute coordinate
     * @param count the largest number of vectors
     */
    FixedPointSums(int k, int dimension, double largest, int count) {
        this.unitsPerOne = largest == 0 ? 1 : Math.scalb(1.0, BITS - 1 - Math.getExponent(largest * count));
        this.sums = new long[k][dimension];
    }

    void add(int cluster, float[] vector) {
        long[] sum = sums[cluster];
        for (int j = 0; j < sum.length; j++) {
            sum[j] += Math.round(vector[j] * unitsPerOne);
        }
    }

    void add(FixedPointSums others) {
        for (int c = 0; c < sums.length; c++) {
            for (int j = 0; j < sums[c].length; j++) {
                sums[c][j] += others.sums[c][j];
            }
        }
    }

    /** @param counts [k], the number of vectors in each sum */
    float[][] means(int[] counts) {
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
