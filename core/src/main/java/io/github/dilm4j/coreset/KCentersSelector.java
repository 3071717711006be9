package io.github.dilm4j.coreset;

import io.github.dilm4j.data.Example;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * K-centers as in DiLM (arXiv:2404.00264): K-means on the embeddings of the whole pool, in which repeated texts count
 * as often as they occur, and then the nearest unused text for each centroid. The seed chooses the first centroids of
 * K-means.
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
        int[] selected;
        try (PointsInMemory different = new PointsInMemory(embeddings)) {
            selected = nearest(different, IntStream.range(0, different.size()).toArray(), centroids, k);
        }
        for (int i = 0; i < k; i++) {
            selected[i] = distinct.first()[selected[i]];
        }
        return selected;
    }

    /**
     * Chooses k points of different texts: the nearest point with an unused text for each centroid. Visits the
     * centroids more than once if there are fewer than k, which happens if different texts have equal embeddings.
     *
     * @param texts [n], the number of each point's text, from 0; there are at least k
     * @param centroids [c, d], c at most k
     * @return [k], the points' indices in the order of the choice
     */
    public static int[] nearest(Points points, int[] texts, float[][] centroids, int k) {
        int[] selected = new int[k];
        boolean[] taken = new boolean[points.size()]; // by text
        int count = 0;
        while (count < k) {
            for (int from = 0; from < centroids.length && count < k; from += CENTROIDS_AT_ONCE) {
                int to = Math.min(centroids.length, from + CENTROIDS_AT_ONCE);
                for (float[] distances : points.squaredDistances(Arrays.copyOfRange(centroids, from, to))) {
                    if (count < k) {
                        int nearest = leastUntaken(distances, i -> taken[texts[i]]);
                        taken[texts[nearest]] = true;
                        selected[count++] = nearest;
                    }
                }
            }
        }
        return selected;
    }

    /** The position of the least value that is not taken; of equal ones the first. */
    static int leastUntaken(float[] values, IntPredicate taken) {
        int least = -1;
        for (int i = 0; i < values.length; i++) {
            if (!taken.test(i) && (least < 0 || values[i] < values[least])) {
                least = i;
            }
        }
        return least;
    }
}
