package io.github.dilm4j.coreset;

import java.util.Optional;

/**
 * Points in the order of their indices. K-means needs only their distances and means, so they can lie in memory or on
 * other machines.
 */
public interface Points {
    int size();

    /** [indices, d], the points with these indices. */
    float[][] get(int... indices);

    /**
     * Finds the nearest centroid of every point.
     *
     * @param centroids [k, d]
     * @param squaredDistances [n], receives the squared distance to that centroid
     * @return [n], the centroid's index; of equally near ones the lowest
     */
    int[] nearest(float[][] centroids, float[] squaredDistances);

    /**
     * The squared distances of every point to each of a few others.
     *
     * @param others [m, d]
     * @return [m, n]
     */
    float[][] squaredDistances(float[][] others);

    /**
     * Moves centroids to the means of the points that are nearest to them, as {@link #nearest} and {@link #means} do
     * together.
     *
     * @param centroids [k, d]
     * @return [k, d]; empty if a centroid is nearest to no point
     */
    Optional<float[][]> moved(float[][] centroids);

    /**
     * The mean of the points of each cluster. No cluster is empty.
     *
     * @param assignment [n], in [0, k)
     * @return [k, d]
     */
    float[][] means(int[] assignment, int k);

    /**
     * The sum of the squared distances of the points to their centroids.
     *
     * @param assignment [n], in [0, k)
     * @param centroids [k, d]
     */
    double squaredError(int[] assignment, float[][] centroids);
}
