package io.github.dilm4j.coreset;

import io.github.dilm4j.base.RandomStreams;
import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * Batches that take evenly from every cluster of a pool: with as many texts as clusters, one random text from each, the
 * "diverse mini-batch" of DiLM (arXiv:2404.00264), section 3.
 */
public final class ClusterBalancedBatches {
    private static final String STREAM = "cluster-balanced-batch";

    private final int[][] members; // of the clusters that are not empty
    private final int poolSize;
    private final RandomStreams streams;

    /** @param streams batch {@code i} is drawn from the stream {@code cluster-balanced-batch[i]} */
    public ClusterBalancedBatches(Clustering clustering, RandomStreams streams) {
        this(clustering.members(), streams);
    }

    /**
     * @param members [cluster][members], together every position of the pool once
     * @param streams batch {@code i} is drawn from the stream {@code cluster-balanced-batch[i]}
     */
    public ClusterBalancedBatches(int[][] members, RandomStreams streams) {
        this.members =
                Arrays.stream(members).filter(cluster -> cluster.length > 0).toArray(int[][]::new);
        this.poolSize =
                Arrays.stream(members).mapToInt(cluster -> cluster.length).sum();
        this.streams = streams;
    }

    /**
     * The batch of that index; the same index gives the same batch. The clusters take turns in random order, and each
     * gives a random member that it has not given yet. Their shares therefore differ by more than one only if a cluster
     * has run out of members.
     *
     * @return [n], different positions in the pool
     * @throws IllegalArgumentException if n is not in [1, size of the pool]
     */
    public int[] batch(long index, int n) {
        if (n < 1 || n > poolSize) {
            throw new IllegalArgumentException("a batch of " + n + " cannot be drawn from " + poolSize + " texts");
        }
        UniformRandomProvider random = streams.stream(STREAM, index);
        int[] order = RandomStreams.permutation(members.length, random);
        int[][] remaining = new int[members.length][];
        int[] batch = new int[n];
        int count = 0;
        for (int round = 0; count < n; round++) {
            for (int c = 0; c < order.length && count < n; c++) {
                int cluster = order[c];
                if (round >= members[cluster].length) {
                    continue;
                }
                if (remaining[cluster] == null) {
                    remaining[cluster] = members[cluster].clone();
                }
                int last = members[cluster].length - 1 - round;
                int drawn = random.nextInt(last + 1);
                batch[count++] = remaining[cluster][drawn];
                remaining[cluster][drawn] = remaining[cluster][last];
            }
        }
        return batch;
    }
}
