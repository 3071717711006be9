package io.github.dilm4j.coreset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.data.Example;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The contract of every selector; the test of a new one inherits this class. */
abstract class CoresetSelectorContract {
    /** Returns a selector over {@link #pool}'s texts, which it embeds with {@link #encode}. */
    abstract CoresetSelector selector();

    /** Returns texts "t0", "t1", … whose vectors {@link #encode} derives from the text alone. */
    static List<Example> pool(int texts) {
        List<Example> pool = new ArrayList<>();
        for (int i = 0; i < texts; i++) {
            pool.add(Example.of("t" + i, 0));
        }
        return pool;
    }

    static float[][] encode(List<Example> examples) {
        float[][] embeddings = new float[examples.size()][6];
        for (int i = 0; i < embeddings.length; i++) {
            UniformRandomProvider random =
                    new RandomStreams(7).stream(examples.get(i).texts().toString());
            int blob = random.nextInt(4);
            for (int j = 0; j < 6; j++) {
                embeddings[i][j] = (float) (random.nextDouble() + (j == blob ? 3 : 0));
            }
        }
        return embeddings;
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "30, 1", "30, 7", "30, 29", "30, 30", "200, 50"})
    void choosesDistinctTextsAndRepeatsItself(int texts, int k) {
        List<Example> pool = pool(texts);
        int[] selected = selector().select(pool, k, 5);
        assertThat(selected).hasSize(k).doesNotHaveDuplicates();
        assertThat(Arrays.stream(selected).allMatch(i -> i >= 0 && i < texts)).isTrue();
        assertThat(selector().select(pool, k, 5)).containsExactly(selected);
    }

    @ParameterizedTest
    @CsvSource({"1", "4", "10"})
    void takesTheFirstPlaceOfARepeatedText(int k) {
        List<Example> pool = new ArrayList<>(pool(5));
        pool.addAll(pool(10));
        pool.addAll(pool(10));
        int[] selected = selector().select(pool, k, 3);
        Set<List<String>> texts = new HashSet<>();
        for (int index : selected) {
            assertThat(texts.add(pool.get(index).texts())).isTrue();
            assertThat(index).isEqualTo(pool.indexOf(pool.get(index)));
        }
    }

    @Test
    void pairsAreDifferentWhenEitherTextDiffers() {
        List<Example> pool = List.of(
                new Example(List.of("a", "b"), 0),
                new Example(List.of("a", "c"), 0),
                new Example(List.of("a", "b"), 0));
        assertThat(selector().select(pool, 2, 1)).containsExactlyInAnyOrder(0, 1);
    }

    @Test
    void refusesMoreTextsThanThereAre() {
        List<Example> pool = new ArrayList<>(pool(3));
        pool.addAll(pool(3));
        assertThatThrownBy(() -> selector().select(pool, 4, 1))
                .isInstanceOf(InputException.class)
                .hasMessage("4 texts were to be selected, but the 6 candidates hold only 3 different ones; ask for"
                        + " fewer, or give more candidates");
        assertThatThrownBy(() -> selector().select(List.of(), 1, 1)).isInstanceOf(InputException.class);
        assertThatThrownBy(() -> selector().select(pool, 0, 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
