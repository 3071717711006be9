package io.github.dilm4j.coreset;

import io.github.dilm4j.data.Example;
import java.util.List;

/** Chooses examples that represent a pool. */
@FunctionalInterface
public interface CoresetSelector {
    /**
     * Chooses k examples with different texts; of a text that the pool repeats, the first example counts.
     * The same pool, k and seed give the same result.
     *
     * @return [k], positions in the pool, in the order of the choice
     * @throws io.github.dilm4j.base.InputException if the pool has fewer than k different texts
     * @throws IllegalArgumentException if k is less than 1
     */
    int[] select(List<Example> pool, int k, long seed);
}
