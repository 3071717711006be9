package io.github.dilm4j.coreset;

import io.github.dilm4j.data.Example;
import io.github.dilm4j.tensor.PointSet;
import java.util.Arrays;
import java.util.List;

/**
 * Greedy maximisation of a set function over the cosine similarities of embeddings, negative ones taken as 0; repeated
 * texts count as often as they occur. The candidates are a seeded random half of the different texts, as in {@link
 * HerdingSelector}, at most 4,000 so that their similarities fit into memory.
 */
public final class SubmodularSelector implements CoresetSelector {
    private static final double SHARE = 0.5;
    private static final int MOST = 4_000;
    private static final int ROWS_AT_ONCE = 256;
    private static final double TRADE_OFF = 2; // of graph cut; with 2 or more, its gains are not negative

    private final Encoder encoder;
    private final Function function;
    private final double share;

    private SubmodularSelector(Encoder encoder, Function function, double share) {
        this.encoder = encoder;
        this.function = function;
        this.share = share;
    }

    /** The sum over all texts of the similarity to the most similar chosen one (Lin and Bilmes, ACL 2011). */
    public static SubmodularSelector facilityLocation(Encoder encoder) {
        return facilityLocation(encoder, SHARE);
    }

    /** Twice the similarities of all texts to the chosen ones, minus the similarities among the chosen ones. */
    public static SubmodularSelector graphCut(Encoder encoder) {
        return graphCut(encoder, SHARE);
    }

    static SubmodularSelector facilityLocation(Encoder encoder, double share) {
        return new SubmodularSelector(encoder, FacilityLocation::new, share);
    }

    static SubmodularSelector graphCut(Encoder encoder, double share) {
        return new SubmodularSelector(encoder, GraphCut::new, share);
    }

    @Override
    public int[] select(List<Example> pool, int k, long seed) {
        DistinctSample sample = DistinctSample.of(pool, k, share, MOST, seed);
        float[][] similarities = similarities(DistinctTexts.embed(encoder, sample.examples()));
        return sample.inPool(LazyGreedy.select(function.gains(similarities, sample.counts()), similarities.length, k));
    }

    /** A set function, which starts with the empty set. */
    @FunctionalInterface
    private interface Function {
        /**
         * @param similarities [n][n], symmetric, not negative
         * @param counts [n], how often each counts
         */
        LazyGreedy.Gains gains(float[][] similarities, int[] counts);
    }

    /** [n][n], by way of the distances of points on the unit sphere. */
    private static float[][] similarities(float[][] embeddings) {
        float[][] units =
                Arrays.stream(embeddings).map(SubmodularSelector::unit).toArray(float[][]::new);
        float[][] similarities = new float[units.length][];
        try (PointSet set = new PointSet(units)) {
            for (int from = 0; from < units.length; from += ROWS_AT_ONCE) {
                int to = Math.min(units.length, from + ROWS_AT_ONCE);
                float[][] rows = set.squaredDistances(Arrays.copyOfRange(units, from, to));
                for (int row = 0; row < rows.length; row++) {
                    for (int i = 0; i < units.length; i++) {
                        rows[row][i] = Math.max(0, 1 - rows[row][i] / 2);
                    }
                    similarities[from + row] = rows[row];
                }
            }
        }
        return similarities;
    }

    /** Scales to unit length; the zero vector stays zero. */
    private static float[] unit(float[] vector) {
        double squares = 0;
        for (float value : vector) {
            squares += (double) value * value;
        }
        float[] unit = new float[vector.length];
        for (int j = 0; j < unit.length && squares > 0; j++) {
            unit[j] = (float) (vector[j] / Math.sqrt(squares));
        }
        return unit;
    }

    private static final class GraphCut implements LazyGreedy.Gains {
        private final float[][] similarities;
        private final double[] gains;

        GraphCut(float[][] similarities, int[] counts) {
            this.similarities = similarities;
            this.gains = new double[counts.length];
            for (int text = 0; text < gains.length; text++) {
                for (int i = 0; i < gains.length; i++) {
                    gains[text] += TRADE_OFF * counts[i] * similarities[text][i];
                }
                gains[text] -= similarities[text][text];
            }
        }

        @Override
        public double of(int text) {
            return gains[text];
        }

        @Override
        public void add(int text) {
            for (int i = 0; i < gains.length; i++) {
                gains[i] -= 2 * (double) similarities[text][i];
            }
        }
    }
}
