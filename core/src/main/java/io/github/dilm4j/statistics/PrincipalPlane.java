package io.github.dilm4j.statistics;

import java.util.Random;

/**
 * The plane of the first two principal components of some points, found by power iteration. The signs are such that the
 * largest weight of a component is positive.
 *
 * @param coordinates [n][2], around the mean of the points
 * @param explained the plane's share of the variance, in [0, 1]
 */
public record PrincipalPlane(double[][] coordinates, double explained) {
    private static final int ITERATIONS = 300;
    private static final int SEED = 1; // of the direction that the iteration starts from

    /**
     * @param points [n][d], at least one
     * @throws IllegalArgumentException if there is no point
     */
    public static PrincipalPlane of(float[][] points) {
        if (points.length == 0) {
            throw new IllegalArgumentException("there are no points");
        }
        double[][] centred = centred(points);
        double variance = 0;
        for (double[] point : centred) {
            variance += dot(point, point);
        }
        double[] first = component(centred, new double[points[0].length]);
        double[] second = component(centred, first);
        double[][] coordinates = new double[points.length][];
        double inPlane = 0;
        for (int i = 0; i < coordinates.length; i++) {
            coordinates[i] = new double[] {dot(centred[i], first), dot(centred[i], second)};
            inPlane += dot(coordinates[i], coordinates[i]);
        }
        return new PrincipalPlane(coordinates, variance == 0 ? 0 : Math.min(1, inPlane / variance));
    }

    private static double[][] centred(float[][] points) {
        double[] mean = new double[points[0].length];
        for (float[] point : points) {
            for (int j = 0; j < mean.length; j++) {
                mean[j] += point[j] / (double) points.length;
            }
        }
        double[][] centred = new double[points.length][mean.length];
        for (int i = 0; i < centred.length; i++) {
            for (int j = 0; j < mean.length; j++) {
                centred[i][j] = points[i][j] - mean[j];
            }
        }
        return centred;
    }

    /**
     * The direction of the largest variance that is orthogonal to another; 0 if there is none.
     *
     * @param other of length 1, or 0
     */
    private static double[] component(double[][] centred, double[] other) {
        Random random = new Random(SEED);
        double[] direction = new double[other.length];
        for (int j = 0; j < direction.length; j++) {
            direction[j] = random.nextGaussian();
        }
        for (int iteration = 0; iteration < ITERATIONS; iteration++) {
            remove(direction, other);
            double[] next = new double[direction.length];
            for (double[] point : centred) {
                double along = dot(point, direction);
                for (int j = 0; j < next.length; j++) {
                    next[j] += along * point[j];
                }
            }
            remove(next, other);
            double length = Math.sqrt(dot(next, next));
            if (length < 1e-12) {
                return new double[direction.length];
            }
            for (int j = 0; j < next.length; j++) {
                direction[j] = next[j] / length;
            }
        }
        int largest = 0;
        for (int j = 1; j < direction.length; j++) {
            largest = Math.abs(direction[j]) > Math.abs(direction[largest]) ? j : largest;
        }
        double sign = Math.signum(direction[largest]);
        for (int j = 0; j < direction.length; j++) {
            direction[j] *= sign;
        }
        return direction;
    }

    /** Subtracts the part along another direction. */
    private static void remove(double[] direction, double[] other) {
        double along = dot(direction, other);
        for (int j = 0; j < direction.length; j++) {
            direction[j] -= along * other[j];
        }
    }

    private static double dot(double[] one, double[] other) {
        double sum = 0;
        for (int j = 0; j < one.length; j++) {
            sum += one[j] * other[j];
        }
        return sum;
    }
}
