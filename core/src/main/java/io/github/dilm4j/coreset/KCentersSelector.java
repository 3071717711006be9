package io.github.dilm4j.coreset;

import io.github.dilm4j.data.Example;
import io.github.dilm4j.tensor.PointSet;
import java.util.Arrays;
import java.util.List;

/**
 * K-centers as in DiLM (arXiv:2404.00264): K-means on the embeddings of the whole pool, repeated texts counting as often
 * as they occur, then for each centroid the nearest text that is not taken yet. The seed chooses K-means' first
 * centroids.
 */
public final class KCentersSelector implements CoresetSelector {
    private static final int CENTROIDS_AT_ONCE = 16;

    private final Encoder encoder;
    private final int maxIterations;

    /** With at most 300 iterations of K-means. */
    public KCentersSelector(Encoder encoder) {
        this(encoder, 300);
    }

    public KCentersSelector(Encoder encoder, int maxIterations) {
        this.encoder = encoder;
        this.maxIterations = maxIterations;
    }

    @Override
    public int[] select(List<Example> pool, int k, long seed) {
        DistinctTexts distinct = DistinctTexts.atLeast(k, pool);
        float[][] embeddings = DistinctTexts.embed(encoder, distinct.examples());
        float[][] points = new float[pool.size()][]; // repeated texts share a row
        for (int i = 0; i < points.length; i++) {
            points[i] = embeddings[distinct.of()[i]];
        }
        float[][] centroids = KMeans.fit(points, k, maxIterations, seed).centroids();
        int[] selected = nearestUntaken(embeddings, centroids, k);
        for (int i = 0; i < k; i++) {
            selected[i] = distinct.first()[selected[i]];
        }
        return selected;
    }

    /** Goes round the centroids, more than once if different texts have equal embeddings and so fewer centroids. */
    private static int[] nearestUntaken(float[][] embeddings, float[][] centroids, int k) {
        int[] selected = new int[k];
        boolean[] taken = new boolean[embeddings.length];
        int count = 0;
        try (PointSet set = new PointSet(embeddings)) {
            while (count < k) {
                for (int from = 0; from < centroids.length && count < k; from += CENTROIDS_AT_ONCE) {
                    int to = Math.min(centroids.length, from + CENTROIDS_AT_ONCE);
                    for (float[] distances : set.squaredDistances(Arrays.copyOfRange(centroids, from, to))) {
                        if (count < k) {
                            int nearest = leastUntaken(distances, taken);
                            taken[nearest] = true;
                            selected[count++] = nearest;
                        }
                    }
                }
            }
        }
        return selected;
    }

    /** The position of the least value that is not taken; of equal ones the first. */
    static int leastUntaken(float[] values, boolean[] taken) {
        int least = -1;
        for (int i = 0; i < values.length; i++) {
            if (!taken[i] && (least < 0 || values[i] < values[least])) {
                least = i;
            }
        }
        return least;
    }
}
