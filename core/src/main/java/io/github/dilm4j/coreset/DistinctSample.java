package io.github.dilm4j.coreset;

import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.data.Example;
import java.util.Arrays;
import java.util.List;

/**
 * A seeded random part of a pool's different texts, for selectors that are deterministic or cannot process every text.
 *
 * @param examples [n], different texts in the order of the pool, so that ties go to the earlier text
 * @param counts [n], how often each occurs in the pool
 * @param first [n], its first position in the pool
 */
record DistinctSample(List<Example> examples, int[] counts, int[] first) {
    /**
     * Draws {@code share} of the different texts, at most {@code atMost}, at least k.
     *
     * @throws io.github.dilm4j.base.InputException if there are fewer than k
     */
    static DistinctSample of(List<Example> pool, int k, double share, int atMost, long seed) {
        DistinctTexts distinct = DistinctTexts.atLeast(k, pool);
        int size = Math.max(k, (int) Math.min(atMost, Math.ceil(share * distinct.size())));
        int[] sample = Arrays.copyOf(RandomStreams.permutation(distinct.size(), RandomStreams.of(seed)), size);
        Arrays.sort(sample);
        int[] counts = distinct.counts();
        return new DistinctSample(
                Arrays.stream(sample).mapToObj(distinct.examples()::get).toList(),
                Arrays.stream(sample).map(i -> counts[i]).toArray(),
                Arrays.stream(sample).map(i -> distinct.first()[i]).toArray());
    }

    /** Converts positions in the sample to positions in the pool. */
    int[] inPool(int[] selected) {
        return Arrays.stream(selected).map(i -> first[i]).toArray();
    }
}
