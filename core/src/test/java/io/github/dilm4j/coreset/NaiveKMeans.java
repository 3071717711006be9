package io.github.dilm4j.coreset;

/** Lloyd's iteration in plain loops and double precision, as the oracle. */
final class NaiveKMeans {
    private NaiveKMeans() {}

    /** Iterates until nothing changes. No cluster may become empty. */
    static int[] assignment(float[][] points, float[][] seeds) {
        int dimension = points[0].length;
        double[][] centroids = new double[seeds.length][dimension];
        for (int c = 0; c < seeds.length; c++) {
            for (int j = 0; j < dimension; j++) {
                centroids[c][j] = seeds[c][j];
            }
        }
        int[] assignment = new int[points.length];
        boolean changed = true;
        while (changed) {
            changed = false;
            for (int i = 0; i < points.length; i++) {
                int nearest = 0;
                for (int c = 1; c < centroids.length; c++) {
                    if (distance(points[i], centroids[c]) < distance(points[i], centroids[nearest])) {
                        nearest = c;
                    }
                }
                changed |= assignment[i] != nearest;
                assignment[i] = nearest;
            }
            for (int c = 0; c < centroids.length; c++) {
                double[] sum = new double[dimension];
                int count = 0;
                for (int i = 0; i < points.length; i++) {
                    if (assignment[i] == c) {
                        count++;
                        for (int j = 0; j < dimension; j++) {
                            sum[j] += points[i][j];
                        }
                    }
                }
                for (int j = 0; j < dimension; j++) {
                    centroids[c][j] = sum[j] / count;
                }
            }
        }
        return assignment;
    }

    static double distance(float[] a, double[] b) {
        double sum = 0;
        for (int j = 0; j < a.length; j++) {
            sum += (a[j] - b[j]) * (a[j] - b[j]);
        }
        return sum;
    }

    static double distance(float[] a, float[] b) {
        double[] wide = new double[b.length];
        for (int j = 0; j < b.length; j++) {
            wide[j] = b[j];
        }
        return distance(a, wide);
    }
}
