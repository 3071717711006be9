package io.github.dilm4j.distill;

import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.coreset.ClusterBalancedBatches;
import io.github.dilm4j.learner.TokenBatch;
import io.github.dilm4j.training.EpochOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * A new batch of real examples for every label and step: gradient matching without repsets, an option of the reference
 * implementation of DiLM (arXiv:2404.00264).
 */
public final class DrawnTokens implements RealTokens {
    /** Draws the positions in the label's examples for a step. */
    @FunctionalInterface
    private interface Draw {
        int[] positions(long step);
    }

    private final List<TokenBatch> byLabel; // [label], all its examples
    private final List<Draw> draws; // [label]

    private DrawnTokens(List<TokenBatch> byLabel, List<Draw> draws) {
        this.byLabel = List.copyOf(byLabel);
        this.draws = List.copyOf(draws);
    }

    /**
     * Random batches: passes over a label's examples in random order, which is drawn again for each pass.
     *
     * @param byLabel [label], all its examples
     * @param size of a batch; the whole label where that has fewer examples
     */
    public static DrawnTokens random(List<TokenBatch> byLabel, int size, RandomStreams streams) {
        List<Draw> draws = new ArrayList<>();
        for (int label = 0; label < byLabel.size(); label++) {
            draws.add(new EpochOrder(
                    byLabel.get(label).size(), size, streams.child("random real batches", label), "order")::batch);
        }
        return new DrawnTokens(byLabel, draws);
    }

    /**
     * Batches that draw evenly from the clusters of a label's examples.
     *
     * @param byLabel [label], all its examples
     * @param clusters of the same examples
     * @param size of a batch; the whole label where that has fewer examples
     */
    public static DrawnTokens clusterBalanced(
            List<TokenBatch> byLabel, RealClusters clusters, int size, RandomStreams streams) {
        List<Draw> draws = new ArrayList<>();
        for (int label = 0; label < byLabel.size(); label++) {
            int examples = byLabel.get(label).size();
            int[][] members = clusters.members(label, examples);
            ClusterBalancedBatches batches =
                    new ClusterBalancedBatches(members, streams.child("cluster-balanced real batches", label));
            draws.add(step -> batches.batch(step, Math.min(size, examples)));
        }
        return new DrawnTokens(byLabel, draws);
    }

    @Override
    public int labels() {
        return byLabel.size();
    }

    @Override
    public TokenBatch batch(int label, long step) {
        return byLabel.get(label).select(draws.get(label).positions(step));
    }
}
