package io.github.dilm4j.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dilm4j.base.RandomStreams;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ByLabelTest {
    private static final RandomStreams STREAMS = new RandomStreams(3);

    private static List<Example> examples(int... counts) {
        List<Example> examples = new ArrayList<>();
        for (int label = 0; label < counts.length; label++) {
            for (int i = 0; i < counts[label]; i++) {
                examples.add(Example.of("text " + i + " of " + label, label));
            }
        }
        return examples;
    }

    private static List<Integer> counts(List<Example> sample) {
        return ByLabel.group(sample, 3).stream().map(List::size).toList();
    }

    @ParameterizedTest
    @CsvSource({
        "100, 100, 100, 30, 10, 10, 10",
        "100, 100, 100, 31, 11, 10, 10",
        "600, 300, 100, 20, 12, 6, 2",
        "1000, 1000, 1, 9, 4, 4, 1",
        "0, 50, 50, 10, 0, 5, 5",
    })
    void aSampleKeepsTheShareOfEveryLabelAndOfARareOneAtLeastOneExample(
            int first, int second, int third, int most, int ofFirst, int ofSecond, int ofThird) {
        List<Example> all = examples(first, second, third);
        List<Example> sample = ByLabel.sample(all, 3, most, STREAMS);
        assertThat(counts(sample)).containsExactly(ofFirst, ofSecond, ofThird);
        assertThat(sample).doesNotHaveDuplicates().isSubsetOf(all);
    }

    @Test
    void aSampleIsRandomWithinEachLabelAndTheSameAgain() {
        List<Example> all = examples(100, 100, 100);
        List<Example> sample = ByLabel.sample(all, 3, 30, STREAMS);
        assertThat(sample).isEqualTo(ByLabel.sample(all, 3, 30, STREAMS));
        for (int label = 0; label < 3; label++) {
            assertThat(ByLabel.group(sample, 3).get(label))
                    .isNotEqualTo(ByLabel.group(all, 3).get(label).subList(0, 10))
                    .isNotEqualTo(ByLabel.group(ByLabel.sample(all, 3, 30, new RandomStreams(4)), 3)
                            .get(label));
        }
    }

    @Test
    void aSampleOfFewExamplesIsAllInTheirOrder() {
        List<Example> all = examples(4, 5, 6);
        assertThat(ByLabel.sample(all, 3, 15, STREAMS)).isEqualTo(all);
    }
}
