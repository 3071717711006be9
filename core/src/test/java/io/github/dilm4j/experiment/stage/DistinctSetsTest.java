package io.github.dilm4j.experiment.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dilm4j.data.Example;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DistinctSetsTest {
    private final Map<EvaluationGrid.Cell, List<Example>> sets = new LinkedHashMap<>();

    private void add(String method, int dpc, int set, String... texts) {
        sets.put(
                new EvaluationGrid.Cell(method, dpc, set),
                List.of(texts).stream().map(text -> Example.of(text, 0)).toList());
    }

    @Test
    void setsOfTheSameTextsInAnyOrderAreOne() {
        add("k-centers", 2, 0, "a", "b");
        add("k-centers", 2, 1, "b", "a");
        add("random", 2, 0, "a", "b");
        add("random", 2, 1, "a", "c");
        add("random", 2, 2, "a", "c");
        add("k-centers", 1, 0, "a");
        DistinctSets distinct = DistinctSets.of(sets);
        assertThat(distinct.count("k-centers", 2)).isEqualTo(1);
        assertThat(distinct.count("random", 2)).isEqualTo(2);
        assertThat(distinct.sentences())
                .containsExactly("k-centers (dpc 2): all 2 sets hold the same texts and count as one set; its scores"
                        + " differ by the learners' seeds alone");
    }
}
