package io.github.dilm4j.coreset;

import io.github.dilm4j.tensor.PointSet;
import java.util.BitSet;
import java.util.Optional;

/** Points in memory, both as they were given and as tensors. */
final class PointsInMemory implements Points, AutoCloseable {
    private final float[][] points; // [n, d]
    private final PointSet set;

    /** @throws IllegalArgumentException if there are no points, their lengths differ, or a value is not finite */
    PointsInMemory(float[][] points) {
        this.points = points;
        this.set = new PointSet(points);
    }

    @Override
    public int size() {
        return points.length;
    }

    @Override
    public float[][] get(int... indices) {
        float[][] wanted = new float[indices.length][];
        for (int i = 0; i < indices.length; i++) {
            wanted[i] = points[indices[i]];
        }
        return wanted;
    }

    @Override
    public int[] nearest(float[][] centroids, float[] squaredDistances) {
        return set.nearest(centroids, squaredDistances);
    }

    @Override
    public float[][] squaredDistances(float[][] others) {
        return set.squaredDistances(others);
    }

    @Override
    public Optional<float[][]> moved(float[][] centroids) {
        int[] assignment = nearest(centroids, new float[size()]);
        BitSet used = new BitSet();
        for (int cluster : assignment) {
            used.set(cluster);
        }
        return used.cardinality() == centroids.length
                ? Optional.of(means(assignment, centroids.length))
                : Optional.empty();
    }

    @Override
    public float[][] means(int[] assignment, int k) {
        int dimension = points[0].length;
        double[][] sums = new double[k][dimension];
        int[] counts = new int[k];
        for (int i = 0; i < points.length; i++) {
            double[] sum = sums[assignment[i]];
            float[] point = points[i];
            for (int j = 0; j < dimension; j++) {
                sum[j] += point[j];
            }
            counts[assignment[i]]++;
        }
        float[][] means = new float[k][dimension];
        for (int c = 0; c < k; c++) {
            for (int j = 0; j < dimension; j++) {
                means[c][j] = (float) (sums[c][j] / counts[c]);
            }
        }
        return means;
    }

    @Override
    public double squaredError(int[] assignment, float[][] centroids) {
        double sum = 0;
        for (int i = 0; i < points.length; i++) {
            sum += KMeans.squaredDistance(points[i], centroids[assignment[i]]);
        }
        return sum;
    }

    @Override
    public void close() {
        set.close();
    }
}
