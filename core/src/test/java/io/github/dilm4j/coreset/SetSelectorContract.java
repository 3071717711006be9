package io.github.dilm4j.coreset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tensor.Engine;
import io.github.dilm4j.tensor.Workers;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract of every selector of whole sets; the test of a new one inherits this class. */
abstract class SetSelectorContract {
    static final List<String> LABELS = List.of("a", "b", "c");
    static final int HIDDEN = 4;

    /** Returns a selector that uses randomness, for texts of {@link #LABELS}. */
    abstract SetSelector selector();

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void everyLabelHasItsShareOfDifferentTextsInTheOrderOfTheLabels(int dpc) {
        List<Example> pool = texts(60, 3, 7);
        List<Example> chosen = selector().select(pool, LABELS, dpc, new RandomStreams(1));
        assertThat(chosen).hasSize(3 * dpc).doesNotHaveDuplicates().isSubsetOf(pool);
        for (int i = 0; i < chosen.size(); i++) {
            assertThat(chosen.get(i).label()).isEqualTo(i / dpc);
        }
    }

    @Test
    void sameStreamsSameSet() {
        List<Example> pool = texts(60, 3, 7);
        List<Example> once = selector().select(pool, LABELS, 3, new RandomStreams(1));
        assertThat(selector().select(pool, LABELS, 3, new RandomStreams(1))).isEqualTo(once);
        assertThat(selector().select(pool, LABELS, 3, new RandomStreams(2))).isNotEqualTo(once);
    }

    @Test
    void setsThatAreBegunTogetherAndEndedOnOtherThreadsAreThoseOfSelect() {
        SetSelector selector = selector();
        List<List<Example>> expected = new ArrayList<>();
        List<Supplier<List<Example>>> begun = new ArrayList<>();
        for (int set = 0; set < 8; set++) {
            List<Example> pool = texts(60, 3, 7 + set % 2);
            expected.add(selector().select(pool, LABELS, 3, new RandomStreams(set)));
            begun.add(selector.begin(pool, LABELS, 3, new RandomStreams(set)));
        }
        Engine.setThreads(2);
        assertThat(Workers.results(Device.CPU, begun)).isEqualTo(expected);
    }

    @Test
    void takesNoTextTwiceWhereThePoolRepeatsSome() {
        List<Example> pool = new ArrayList<>(texts(12, 3, 7));
        pool.addAll(texts(12, 3, 7));
        List<Example> chosen = selector().select(pool, LABELS, 4, new RandomStreams(1));
        assertThat(chosen).hasSize(12).doesNotHaveDuplicates();
    }

    @Test
    void refusesMoreTextsThanALabelHas() {
        assertThatThrownBy(() -> selector().select(texts(9, 3, 7), LABELS, 4, new RandomStreams(1)))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("4 different texts per label were to be selected, but label 'a' has 3 among 3");
    }

    static List<Example> texts(int count, int labels, long seed) {
        List<Example> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            texts.add(Example.of("text " + seed + " " + i, i % labels));
        }
        return texts;
    }

    /** Random embeddings, shifted by the label. */
    static float[][] encode(List<Example> examples) {
        float[][] embeddings = new float[examples.size()][HIDDEN];
        for (int i = 0; i < embeddings.length; i++) {
            Example example = examples.get(i);
            UniformRandomProvider random = RandomStreams.of(example.texts().hashCode());
            for (int j = 0; j < HIDDEN; j++) {
                embeddings[i][j] = (float) (random.nextDouble() * 3 + 5 + (j == example.label() ? 1 : 0));
            }
        }
        return embeddings;
    }
}
