package io.github.dilm4j.coreset;

import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.tensor.PointSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * K-means: greedy k-means++ seeding, then Lloyd's iteration until no point changes its cluster, the centroids move by
 * less than 1e-4 of the coordinates' mean variance, or the iterations are used up. A cluster that loses all its points
 * gets the point that lies farthest from its own centroid.
 */
public final class KMeans {
    private static final double TOLERANCE = 1e-4;

    private KMeans() {}

    /**
     * Divides the points into k clusters, or where fewer than k points differ, into as many as differ.
     *
     * @param points [n, d]
     * @param maxIterations at least 1; 300 is rarely reached
     * @throws IllegalArgumentException if k is not in [1, n], or the points are no finite matrix
     */
    public static Clustering fit(float[][] points, int k, int maxIterations, long seed) {
        if (k < 1 || k > points.length) {
            throw new IllegalArgumentException(points.length + " points cannot be divided into " + k + " clusters");
        }
        try (PointSet set = new PointSet(points)) {
            return lloyd(set, points, seeds(set, points, k, RandomStreams.of(seed)), maxIterations);
        }
    }

    /** Lloyd's iteration from the given centroids. */
    static Clustering lloyd(PointSet set, float[][] points, float[][] seeds, int maxIterations) {
        if (maxIterations < 1) {
            throw new IllegalArgumentException("at least one iteration is needed, got " + maxIterations);
        }
        double smallShift = TOLERANCE * meanVariance(points);
        float[][] centroids = seeds;
        float[] distances = new float[points.length];
        int[] previous = {};
        int iterations = 0;
        while (true) {
            int[] assignment = set.nearest(centroids, distances);
            if (iterations == maxIterations) {
                return new Clustering(assignment, centroids, inertia(points, assignment, centroids), iterations);
            }
            fillEmptyClusters(assignment, distances, centroids.length);
            if (Arrays.equals(assignment, previous)) {
                return new Clustering(assignment, centroids, inertia(points, assignment, centroids), iterations);
            }
            float[][] moved = means(points, assignment, centroids.length);
            double shift = 0;
            for (int c = 0; c < moved.length; c++) {
                shift += squaredDistance(moved[c], centroids[c]);
            }
            centroids = moved;
            previous = assignment;
            iterations++;
            if (shift <= smallShift) {
                maxIterations = iterations; // one last assignment, to the centroids as they are now
            }
        }
    }

    /**
     * Greedy k-means++: each next centroid is the best of several points drawn with a probability proportional to the
     * squared distance from the centroids so far (Arthur and Vassilvitskii 2007). Stops early when no point is left
     * that differs from them.
     */
    static float[][] seeds(PointSet set, float[][] points, int k, UniformRandomProvider random) {
        int trials = 2 + (int) Math.log(k);
        List<float[]> seeds = new ArrayList<>();
        seeds.add(points[random.nextInt(points.length)].clone());
        float[] distances = set.squaredDistances(new float[][] {seeds.get(0)})[0];
        double[] cumulative = new double[points.length];
        while (seeds.size() < k) {
            double total = 0;
            for (int i = 0; i < points.length; i++) {
                total += distances[i];
                cumulative[i] = total;
            }
            if (total == 0) {
                break;
            }
            float[][] candidates = new float[trials][];
            for (int t = 0; t < trials; t++) {
                candidates[t] = points[firstAbove(cumulative, random.nextDouble() * total)];
            }
            float[][] toCandidates = set.squaredDistances(candidates);
            int best = 0;
            double bestPotential = Double.POSITIVE_INFINITY;
            for (int t = 0; t < trials; t++) {
                double potential = lowerAndSum(toCandidates[t], distances);
                if (potential < bestPotential) {
                    best = t;
                    bestPotential = potential;
                }
            }
            seeds.add(candidates[best].clone());
            distances = toCandidates[best];
        }
        return seeds.toArray(new float[0][]);
    }

    /** Replaces each value by the lesser of it and its bound; returns their sum. */
    private static double lowerAndSum(float[] values, float[] bounds) {
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.min(values[i], bounds[i]);
            sum += values[i];
        }
        return sum;
    }

    private static int firstAbove(double[] cumulative, double threshold) {
        int low = 0;
        int high = cumulative.length - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (cumulative[middle] > threshold) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /** Gives each empty cluster the farthest point of a cluster that keeps another one; ties to the lowest point. */
    static void fillEmptyClusters(int[] assignment, float[] distances, int k) {
        int[] counts = new int[k];
        for (int cluster : assignment) {
            counts[cluster]++;
        }
        for (int c = 0; c < k; c++) {
            if (counts[c] > 0) {
                continue;
            }
            int farthest = -1;
            for (int i = 0; i < assignment.length; i++) {
                if (counts[assignment[i]] > 1 && (farthest < 0 || distances[i] > distances[farthest])) {
                    farthest = i;
                }
            }
            counts[assignment[farthest]]--;
            assignment[farthest] = c;
            distances[farthest] = 0;
            counts[c] = 1;
        }
    }

    private static float[][] means(float[][] points, int[] assignment, int k) {
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

    /** Mean over the coordinates of their variance over the points. */
    private static double meanVariance(float[][] points) {
        float[] mean = means(points, new int[points.length], 1)[0];
        double sum = 0;
        for (float[] point : points) {
            sum += squaredDistance(point, mean);
        }
        return sum / points.length / mean.length;
    }

    private static double inertia(float[][] points, int[] assignment, float[][] centroids) {
        double sum = 0;
        for (int i = 0; i < points.length; i++) {
            sum += squaredDistance(points[i], centroids[assignment[i]]);
        }
        return sum;
    }

    private static double squaredDistance(float[] a, float[] b) {
        double sum = 0;
        for (int j = 0; j < a.length; j++) {
            double difference = (double) a[j] - b[j];
            sum += difference * difference;
        }
        return sum;
    }
}
