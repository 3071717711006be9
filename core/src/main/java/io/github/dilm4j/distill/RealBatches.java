package io.github.dilm4j.distill;

import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.data.Example;
import java.util.ArrayList;
import java.util.List;

/**
 * The real batches whose gradients are matched: for every label {@code count} batches of {@code size} examples.
 *
 * @param byLabel [label][batch][example]
 */
public record RealBatches(List<List<List<Example>>> byLabel) {

    /** Chooses batches of a label. */
    @FunctionalInterface
    public interface Choice {
        /**
         * Chooses examples with different texts.
         *
         * @param pool the label's examples
         * @param seeds [batch]
         * @return [batch][size], positions in the pool
         */
        int[][] of(int label, List<Example> pool, int size, long[] seeds);
    }

    /**
     * Selects them. K-centers gives the paper's repsets (section 3.2), random choice gives plain real batches. A label
     * with fewer than {@code size} different texts gives all of them.
     */
    public static RealBatches select(
            List<List<Example>> examplesByLabel, int count, int size, Choice choice, RandomStreams streams) {
        List<List<List<Example>>> byLabel = new ArrayList<>();
        for (int label = 0; label < examplesByLabel.size(); label++) {
            List<Example> pool = examplesByLabel.get(label);
            int different = Example.distinctTexts(pool);
            long[] seeds = new long[count];
            for (int batch = 0; batch < count; batch++) {
                seeds[batch] = streams.seed("repset", label, batch);
            }
            List<List<Example>> batches = new ArrayList<>();
            for (int[] chosen : choice.of(label, pool, Math.min(size, different), seeds)) {
                List<Example> examples = new ArrayList<>(chosen.length);
                for (int index : chosen) {
                    examples.add(pool.get(index));
                }
                batches.add(List.copyOf(examples));
            }
            byLabel.add(List.copyOf(batches));
        }
        return new RealBatches(List.copyOf(byLabel));
    }

    public int labels() {
        return byLabel.size();
    }

    /** Batches per label. */
    public int count() {
        return byLabel.get(0).size();
    }

    public List<Example> batch(int label, int index) {
        return byLabel.get(label).get(index);
    }
}
