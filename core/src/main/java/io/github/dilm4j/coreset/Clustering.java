package io.github.dilm4j.coreset;

/**
 * Points divided into clusters.
 *
 * @param assignment [n], the cluster of each point: the one whose centroid is nearest
 * @param centroids [k, d]
 * @param inertia the sum of the squared distances of the points to their centroids
 * @param iterations how many times the centroids were moved
 */
public record Clustering(int[] assignment, float[][] centroids, double inertia, int iterations) {
    public int clusters() {
        return centroids.length;
    }

    /** [k][members], the points of each cluster in ascending order. */
    public int[][] members() {
        int[] counts = new int[clusters()];
        for (int cluster : assignment) {
            counts[cluster]++;
        }
        int[][] members = new int[clusters()][];
        for (int c = 0; c < members.length; c++) {
            members[c] = new int[counts[c]];
        }
        int[] filled = new int[clusters()];
        for (int i = 0; i < assignment.length; i++) {
            members[assignment[i]][filled[assignment[i]]++] = i;
        }
        return members;
    }
}
