package io.github.dilm4j.run.config;

/**
 * The real batches that are matched.
 *
 * @param mode source of the real batch of a label and step
 * @param count batches per label in the mode {@code fixed}
 * @param size examples in a batch
 * @param selector how fixed batches are chosen; the paper's repsets are those of {@code k-centers}
 * @param clusters clusters per label in the mode {@code clusterBalanced}; 0 for as many as {@code size}
 * @param microBatch real examples whose gradient is computed at once, with the same sum up to rounding; 0 for no limit
 */
public record RepsetConfig(
        Mode mode,
        int count,
        int size,
        @Selects(Selects.What.EXAMPLES_OF_A_LABEL) Method selector,
        int clusters,
        int microBatch) {
    /** The source of the real batch of a label and step. DiLM (arXiv:2404.00264), section 3.2. */
    public enum Mode {
        /** {@code count} batches that are chosen once: repsets. */
        FIXED,
        /** Random batches, drawn for every step: matching without repsets. */
        RANDOM,
        /** Batches drawn for every step, evenly from K-means clusters of the label's examples. */
        CLUSTER_BALANCED
    }

    void check(Problems problems) {
        problems.positive("repsets.count", count);
        problems.positive("repsets.size", size);
        problems.notNegative("repsets.clusters", clusters);
        problems.notNegative("repsets.microBatch", microBatch);
    }
}
