package io.github.dilm4j.coreset;

import io.github.dilm4j.data.Example;
import io.github.dilm4j.tensor.PointSet;
import java.util.List;

/**
 * Herding (Welling 2009): adds texts one by one, each time the text that brings the mean of the chosen embeddings
 * nearest to the mean of all. Repeated texts count as often as they occur. Herding is deterministic and would give one
 * set for a pool, so it runs on a seeded random share of the different texts.
 */
public final class HerdingSelector implements CoresetSelector {
    private final Encoder encoder;
    private final double share;
    private final int atMost;

    /** Herds half of the different texts, at most 10,000. */
    public HerdingSelector(Encoder encoder) {
        this(encoder, 0.5, 10_000);
    }

    /**
     * Herds a random sample: {@code share} of the different texts, at most {@code atMost}, at least k. With a share of
     * 1 and no bound the seed changes nothing.
     *
     * @throws IllegalArgumentException if the share is not in (0, 1] or {@code atMost} is less than 1
     */
    public HerdingSelector(Encoder encoder, double share, int atMost) {
        if (!(share > 0 && share <= 1) || atMost < 1) {
            throw new IllegalArgumentException(
                    "herding needs a share in (0, 1] of at least 1 text, got " + share + " of at most " + atMost);
        }
        this.encoder = encoder;
        this.share = share;
        this.atMost = atMost;
    }

    @Override
    public int[] select(List<Example> pool, int k, long seed) {
        DistinctSample sample = DistinctSample.of(pool, k, share, atMost, seed);
        return sample.inPool(herd(DistinctTexts.embed(encoder, sample.examples()), sample.counts(), k));
    }

    /** Step t takes the point nearest to {@code t·mean - (sum of the points taken)}. */
    private static int[] herd(float[][] points, int[] counts, int k) {
        int dimension = points[0].length;
        double[] mean = new double[dimension];
        double total = 0;
        for (int i = 0; i < points.length; i++) {
            for (int j = 0; j < dimension; j++) {
                mean[j] += (double) counts[i] * points[i][j];
            }
            total += counts[i];
        }
        double[] wanted = new double[dimension];
        boolean[] taken = new boolean[points.length];
        int[] selected = new int[k];
        try (PointSet set = new PointSet(points)) {
            float[] target = new float[dimension];
            for (int step = 0; step < k; step++) {
                for (int j = 0; j < dimension; j++) {
                    wanted[j] += mean[j] / total;
                    target[j] = (float) wanted[j];
                }
                int next =
                        KCentersSelector.leastUntaken(set.squaredDistances(new float[][] {target})[0], i -> taken[i]);
                taken[next] = true;
                selected[step] = next;
                for (int j = 0; j < dimension; j++) {
                    wanted[j] -= points[next][j];
                }
            }
        }
        return selected;
    }
}
