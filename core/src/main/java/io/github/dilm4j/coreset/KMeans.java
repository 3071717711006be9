package io.github.dilm4j.coreset;

import io.github.dilm4j.base.RandomStreams;
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
     * Divides the points into k clusters, or into the number of different points if that is smaller.
     *
     * @param points [n, d]
     * @param maxIterations at least 1; 300 is rarely reached
     * @throws IllegalArgumentException if k is not in [1, n], or the points are not a finite matrix
     */
    public static Clustering fit(float[][] points, int k, int maxIterations, long seed) {
        requireDivisible(points.length, k);
        try (PointsInMemory inMemory = new PointsInMemory(points)) {
            return fit(inMemory, k, maxIterations, seed);
        }
    }

    /** Like {@link #fit(float[][], int, int, long)}, for points in any place. */
    public static Clustering fit(Points points, int k, int maxIterations, long seed) {
        requireDivisible(points.size(), k);
        return lloyd(points, seeds(points, k, RandomStreams.of(seed)), maxIterations);
    }

    private static void requireDivisible(int points, int k) {
        if (k < 1 || k > points) {
            throw new IllegalArgumentException(points + " points cannot be divided into " + k + " clusters");
        }
    }

    /** Lloyd's iteration from the given centroids. */
    static Clustering lloyd(Points points, float[][] seeds, int maxIterations) {
        if (maxIterations < 1) {
            throw new IllegalArgumentException("at least one iteration is needed, got " + maxIterations);
        }
        double smallShift = TOLERANCE * meanVariance(points);
        float[][] centroids = seeds;
        for (int iterations = 0; iterations < maxIterations; ) {
            float[][] moved = moved(points, centroids);
            if (Arrays.deepEquals(moved, centroids)) { // no point changes its cluster
                return clustering(points, centroids, true, iterations);
            }
            double shift = 0;
            for (int c = 0; c < moved.length; c++) {
                shift += squaredDistance(moved[c], centroids[c]);
            }
            centroids = moved;
            iterations++;
            if (shift <= smallShift) {
                return clustering(points, centroids, false, iterations);
            }
        }
        return clustering(points, centroids, false, maxIterations);
    }

    private static float[][] moved(Points points, float[][] centroids) {
        return points.moved(centroids).orElseGet(() -> {
            float[] distances = new float[points.size()];
            int[] assignment = points.nearest(centroids, distances);
            fillEmptyClusters(assignment, distances, centroids.length);
            return points.means(assignment, centroids.length);
        });
    }

    /** @param filled whether empty clusters get a point, as they did for these centroids */
    private static Clustering clustering(Points points, float[][] centroids, boolean filled, int iterations) {
        float[] distances = new float[points.size()];
        int[] assignment = points.nearest(centroids, distances);
        if (filled) {
            fillEmptyClusters(assignment, distances, centroids.length);
        }
        return new Clustering(assignment, centroids, points.squaredError(assignment, centroids), iterations);
    }

    /**
     * Greedy k-means++: each next centroid is the best of several points drawn with a probability proportional to the
     * squared distance from the centroids so far (Arthur and Vassilvitskii 2007). Stops early when no point is left
     * that differs from them.
     */
    static float[][] seeds(Points points, int k, UniformRandomProvider random) {
        int trials = 2 + (int) Math.log(k);
        List<float[]> seeds = new ArrayList<>();
        seeds.add(points.get(random.nextInt(points.size()))[0].clone());
        float[] distances = points.squaredDistances(new float[][] {seeds.get(0)})[0];
        double[] cumulative = new double[points.size()];
        while (seeds.size() < k) {
            double total = 0;
            for (int i = 0; i < cumulative.length; i++) {
                total += distances[i];
                cumulative[i] = total;
            }
            if (total == 0) {
                break;
            }
            int[] drawn = new int[trials];
            for (int t = 0; t < trials; t++) {
                drawn[t] = firstAbove(cumulative, random.nextDouble() * total);
            }
            float[][] candidates = points.get(drawn);
            float[][] toCandidates = points.squaredDistances(candidates);
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

    /** Mean over the coordinates of their variance over the points. */
    private static double meanVariance(Points points) {
        int[] together = new int[points.size()];
        float[][] mean = points.means(together, 1);
        return points.squaredError(together, mean) / points.size() / mean[0].length;
    }

    /** ‖a - b‖². */
    public static double squaredDistance(float[] a, float[] b) {
        double sum = 0;
        for (int j = 0; j < a.length; j++) {
            double difference = (double) a[j] - b[j];
            sum += difference * difference;
        }
        return sum;
    }
}
