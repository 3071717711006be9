package io.github.dilm4j.spark;

import io.github.dilm4j.coreset.KMeans;
import io.github.dilm4j.tensor.PointSet;
import java.io.Serializable;
import java.util.Arrays;

/**
 * Points that were embedded together. A block stays on an executor for many steps of K-means, in which few points change
 * their cluster. It therefore remembers the sums of its last clusters and corrects them. The sums are exact, so it does
 * not matter to a result whether there was something to remember: a block that is read from a disk, or computed again by
 * another executor, adds up all its points once more.
 */
final class PointBlock implements Serializable {
    private static final long serialVersionUID = 1L;

    private final float[] values; // [n * d]
    private final int dimension;
    private transient float[] origin; // of squaredNorms; null, like the others, until it is needed
    private transient float[] squaredNorms; // [n]
    private transient FixedPointSums sums;
    private transient int[] clusters; // [n], of sums

    private PointBlock(float[] values, int dimension) {
        this.values = values;
        this.dimension = dimension;
    }

    /** Copies points [n, d], which are at least one. */
    static PointBlock of(float[][] points) {
        int dimension = points[0].length;
        float[] values = new float[points.length * dimension];
        for (int i = 0; i < points.length; i++) {
            System.arraycopy(points[i], 0, values, i * dimension, dimension);
        }
        return new PointBlock(values, dimension);
    }

    int size() {
        return values.length / dimension;
    }

    int dimension() {
        return dimension;
    }

    float[] get(int index) {
        return Arrays.copyOfRange(values, index * dimension, (index + 1) * dimension);
    }

    /** The largest absolute coordinate; NaN if one is NaN. */
    double largest() {
        double largest = 0;
        for (float value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }

    /** The points for distances; the caller closes them. */
    synchronized PointSet open(float[] from) {
        if (!Arrays.equals(from, origin)) {
            origin = from;
            squaredNorms = PointSet.squaredNorms(values, from);
        }
        return new PointSet(values, from, squaredNorms);
    }

    /** Adds each point to the sum of the centroid that is nearest to it. */
    synchronized void addToNearest(float[][] centroids, float[] from, FixedPointSums all) {
        int[] nearest;
        try (PointSet set = open(from)) {
            nearest = set.nearest(centroids, new float[size()]);
        }
        if (sums == null || !sums.isLike(all)) {
            sums = all.empty();
            add(nearest, 0, sums);
        } else {
            for (int i = 0; i < nearest.length; i++) {
                if (nearest[i] != clusters[i]) {
                    sums.move(clusters[i], nearest[i], values, i * dimension);
                }
            }
        }
        clusters = nearest;
        all.add(sums);
    }

    /**
     * Adds each point to the sum of its cluster.
     *
     * @param assignment of points, those of this block from {@code begin} on
     */
    void add(int[] assignment, int begin, FixedPointSums all) {
        for (int i = 0; i < size(); i++) {
            all.add(assignment[begin + i], values, i * dimension);
        }
    }

    /** The sum of the squared distances of the points to the centroids of their clusters, as in {@link #add}. */
    double squaredError(int[] assignment, int begin, float[][] centroids) {
        double error = 0;
        for (int i = 0; i < size(); i++) {
            error += KMeans.squaredDistance(get(i), centroids[assignment[begin + i]]);
        }
        return error;
    }
}
