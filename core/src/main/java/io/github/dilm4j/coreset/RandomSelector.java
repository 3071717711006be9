package io.github.dilm4j.coreset;

import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.data.Example;
import java.util.List;

/** Chooses at random; every set of k different texts is equally likely. */
public final class RandomSelector implements CoresetSelector {
    @Override
    public int[] select(List<Example> pool, int k, long seed) {
        DistinctTexts distinct = DistinctTexts.atLeast(k, pool);
        int[] order = RandomStreams.permutation(distinct.size(), RandomStreams.of(seed));
        int[] selected = new int[k];
        for (int i = 0; i < k; i++) {
            selected[i] = distinct.first()[order[i]];
        }
        return selected;
    }
}
