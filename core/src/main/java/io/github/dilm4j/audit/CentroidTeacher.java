package io.github.dilm4j.audit;

import java.util.List;

/**
 * A classifier that gives a text the label with the nearest centroid: the mean embedding of the label's real texts, by
 * cosine.
 */
public final class CentroidTeacher {
    private final double[][] centroids; // [labels][width], of length 1

    /**
     * @param embeddings [texts][width]
     * @param gold [texts]
     * @throws IllegalArgumentException if a label has no text
     */
    public CentroidTeacher(float[][] embeddings, List<Integer> gold, int labels) {
        centroids = new double[labels][embeddings[0].length];
        boolean[] met = new boolean[labels];
        for (int i = 0; i < embeddings.length; i++) {
            double[] centroid = centroids[gold.get(i)];
            met[gold.get(i)] = true;
            double length = length(embeddings[i]);
            for (int j = 0; j < centroid.length; j++) {
                centroid[j] += embeddings[i][j] / length;
            }
        }
        for (int label = 0; label < labels; label++) {
            if (!met[label]) {
                throw new IllegalArgumentException("label " + label + " has no text");
            }
            double length = Math.sqrt(dot(centroids[label], centroids[label]));
            for (int j = 0; j < centroids[label].length; j++) {
                centroids[label][j] /= length == 0 ? 1 : length;
            }
        }
    }

    /** The index of the largest score; of equal ones the first. */
    public int label(float[] embedding) {
        int best = 0;
        double most = Double.NEGATIVE_INFINITY;
        for (int label = 0; label < centroids.length; label++) {
            double cosine = 0; // the cosine times the embedding's length, which is the same for all labels
            for (int j = 0; j < embedding.length; j++) {
                cosine += centroids[label][j] * embedding[j];
            }
            if (cosine > most) {
                most = cosine;
                best = label;
            }
        }
        return best;
    }

    private static double length(float[] vector) {
        double sum = 0;
        for (float x : vector) {
            sum += (double) x * x;
        }
        return sum == 0 ? 1 : Math.sqrt(sum);
    }

    private static double dot(double[] one, double[] other) {
        double sum = 0;
        for (int i = 0; i < one.length; i++) {
            sum += one[i] * other[i];
        }
        return sum;
    }
}
