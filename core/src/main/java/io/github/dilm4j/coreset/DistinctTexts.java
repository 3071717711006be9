package io.github.dilm4j.coreset;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.data.Example;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The different texts of a pool (pairs: the different pairs), in the order in which they first appear.
 *
 * @param examples [d], the first example of each text
 * @param first [d], its position in the pool
 * @param of [n], for each position of the pool the number of its text
 */
record DistinctTexts(List<Example> examples, int[] first, int[] of) {
    /**
     * Finds the different texts of a pool from which k are to be chosen.
     *
     * @throws InputException if there are fewer than k
     */
    static DistinctTexts atLeast(int k, List<Example> pool) {
        if (k < 1) {
            throw new IllegalArgumentException("at least one text must be selected, got k = " + k);
        }
        DistinctTexts distinct = of(pool);
        if (distinct.size() < k) {
            throw new InputException(k + " texts were to be selected, but the " + pool.size() + " candidates hold only "
                    + distinct.size() + " different ones; ask for fewer, or give more candidates");
        }
        return distinct;
    }

    static DistinctTexts of(List<Example> pool) {
        Map<List<String>, Integer> numbers = new HashMap<>();
        List<Example> examples = new ArrayList<>();
        int[] first = new int[pool.size()];
        int[] of = new int[pool.size()];
        for (int i = 0; i < pool.size(); i++) {
            Integer number = numbers.putIfAbsent(pool.get(i).texts(), examples.size());
            if (number == null) {
                number = examples.size();
                first[number] = i;
                examples.add(pool.get(i));
            }
            of[i] = number;
        }
        return new DistinctTexts(examples, Arrays.copyOf(first, examples.size()), of);
    }

    int size() {
        return first.length;
    }

    /** [d], how often each text stands in the pool. */
    int[] counts() {
        int[] counts = new int[size()];
        for (int number : of) {
            counts[number]++;
        }
        return counts;
    }

    /** [n, hidden], after a check that there is one embedding for each example. */
    static float[][] embed(Encoder encoder, List<Example> examples) {
        float[][] embeddings = encoder.embed(examples);
        if (embeddings.length != examples.size()) {
            throw new IllegalArgumentException(
                    "the encoder gave " + embeddings.length + " embeddings for " + examples.size() + " texts");
        }
        return embeddings;
    }
}
