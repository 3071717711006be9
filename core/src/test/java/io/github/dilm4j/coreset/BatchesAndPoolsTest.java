package io.github.dilm4j.coreset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.data.Example;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchesAndPoolsTest {
    private static final Clustering CLUSTERING =
            new Clustering(new int[] {0, 0, 0, 0, 1, 1, 3, 3, 3, 3}, new float[4][1], 0, 1); // cluster 2 is empty

    @Test
    void aBatchTakesEvenlyFromEveryCluster() {
        ClusterBalancedBatches batches = new ClusterBalancedBatches(CLUSTERING, new RandomStreams(1));
        boolean[] seen = new boolean[10];
        for (int index = 0; index < 200; index++) {
            int[] three = batches.batch(index, 3);
            assertThat(perCluster(three)).containsExactly(1, 1, 0, 1);
            assertThat(perCluster(batches.batch(index, 6))).containsExactly(2, 2, 0, 2);
            assertThat(perCluster(batches.batch(index, 8))).containsExactly(3, 2, 0, 3);
            assertThat(batches.batch(index, 10)).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
            assertThat(batches.batch(index, 3)).containsExactly(three);
            Arrays.stream(three).forEach(i -> seen[i] = true);
        }
        assertThat(seen).containsOnly(true);
        assertThatThrownBy(() -> batches.batch(0, 11)).hasMessage("a batch of 11 cannot be drawn from 10 texts");
    }

    @Test
    void eachLabelIsSelectedOnItsOwn() {
        List<Example> pool = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            pool.add(Example.of("t" + i, i % 3));
        }
        RandomStreams streams = new RandomStreams(4);
        List<Example> selected = PerLabel.select(pool, List.of("a", "b", "c"), 4, new RandomSelector(), streams);
        assertThat(selected.stream().mapToInt(Example::label)).containsExactly(0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2);
        assertThat(selected).doesNotHaveDuplicates().isSubsetOf(pool);
        List<Example> withoutThird =
                pool.stream().filter(example -> example.label() < 2).toList();
        assertThat(PerLabel.select(withoutThird, List.of("a", "b"), 4, new RandomSelector(), streams))
                .isEqualTo(selected.subList(0, 8));
    }

    @Test
    void everyLabelWithTooFewTextsIsNamed() {
        List<Example> pool = List.of(Example.of("x", 0), Example.of("x", 0), Example.of("y", 1), Example.of("z", 1));
        assertThatThrownBy(() -> PerLabel.select(
                        pool, List.of("bad", "good", "none"), 2, new RandomSelector(), new RandomStreams(1)))
                .isInstanceOf(InputException.class)
                .hasMessage("2 different texts per label were to be selected, but label 'bad' has 1 among 2, and label"
                        + " 'none' has 0 among 0; select fewer, or give more texts");
    }

    @Test
    void theCacheAsksForEachTextOnce() {
        List<Integer> asked = new ArrayList<>();
        Encoder counting = examples -> {
            asked.add(examples.size());
            return CoresetSelectorContract.encode(examples);
        };
        CachingEncoder encoder = new CachingEncoder(counting);
        List<Example> twice = new ArrayList<>(CoresetSelectorContract.pool(3));
        twice.addAll(CoresetSelectorContract.pool(5));
        assertThat(encoder.embed(twice)).isDeepEqualTo(CoresetSelectorContract.encode(twice));
        List<Example> more = CoresetSelectorContract.pool(7);
        assertThat(encoder.embed(more)).isDeepEqualTo(CoresetSelectorContract.encode(more));
        encoder.embed(twice);
        assertThat(asked).containsExactly(5, 2);
    }

    private static int[] perCluster(int[] batch) {
        int[] counts = new int[4];
        for (int i : batch) {
            counts[CLUSTERING.assignment()[i]]++;
        }
        return counts;
    }
}
