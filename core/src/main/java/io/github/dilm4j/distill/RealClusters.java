package io.github.dilm4j.distill;

import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.coreset.Encoder;
import io.github.dilm4j.coreset.KMeans;
import io.github.dilm4j.data.Example;
import java.util.ArrayList;
import java.util.List;

/**
 * The real examples of every label, divided by K-means into clusters of texts with similar meanings.
 *
 * @param byLabel [label][cluster][member], positions in the label's examples
 */
public record RealClusters(List<int[][]> byLabel) {
    private static final int KMEANS_ITERATIONS = 25;

    public RealClusters {
        byLabel = List.copyOf(byLabel);
    }

    /**
     * Finds them on the encoder's embeddings.
     *
     * @param examplesByLabel [label][example]
     * @param clusters per label; fewer where fewer texts differ
     */
    public static RealClusters find(
            List<List<Example>> examplesByLabel, int clusters, Encoder encoder, RandomStreams streams) {
        List<int[][]> byLabel = new ArrayList<>();
        for (int label = 0; label < examplesByLabel.size(); label++) {
            List<Example> examples = examplesByLabel.get(label);
            long seed = streams.seed("real clusters", label);
            byLabel.add(
                    KMeans.fit(encoder.embed(examples), Math.min(clusters, examples.size()), KMEANS_ITERATIONS, seed)
                            .members());
        }
        return new RealClusters(byLabel);
    }

    /** [cluster][member], after a check that they belong to this number of examples. */
    int[][] members(int label, int examples) {
        int[][] members = byLabel.get(label);
        int found = 0;
        for (int[] cluster : members) {
            found += cluster.length;
        }
        if (found != examples) {
            throw new IllegalArgumentException(
                    "label " + label + " has " + examples + " examples, its clusters have " + found);
        }
        return members;
    }
}
