package io.github.dilm4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.RandomStreams;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GroupedSplitTest {
    private static final GroupedSplit.Shares SHARES = new GroupedSplit.Shares(0.1, 0.2);

    private static Task task(int labels) {
        return new Task(
                "t",
                List.of("text"),
                "label",
                IntStream.range(0, labels).mapToObj(i -> "l" + i).toList(),
                Metric.ACCURACY);
    }

    private static Splits split(List<Example> all, List<String> groups, int labels, long seed) {
        return GroupedSplit.of(all, groups, task(labels), SHARES, new RandomStreams(seed), "reviews.csv");
    }

    private static long count(List<Example> split, int label) {
        return split.stream().filter(example -> example.label() == label).count();
    }

    /** Returns 100 examples of label 0, 50 of label 1 and 4 of label 2, all different. */
    private static List<Example> uneven() {
        List<Example> all = new ArrayList<>();
        IntStream.range(0, 100).forEach(i -> all.add(Example.of("zero " + i, 0)));
        IntStream.range(0, 50).forEach(i -> all.add(Example.of("one " + i, 1)));
        IntStream.range(0, 4).forEach(i -> all.add(Example.of("two " + i, 2)));
        return all;
    }

    @Test
    void everyLabelGetsItsShareOfEachSplit() {
        Splits splits = split(uneven(), List.of(), 3, 1);
        assertThat(IntStream.range(0, 3).mapToObj(label -> count(splits.report(), label)))
                .containsExactly(20L, 10L, 1L);
        assertThat(IntStream.range(0, 3).mapToObj(label -> count(splits.select(), label)))
                .containsExactly(10L, 5L, 1L);
        assertThat(IntStream.range(0, 3).mapToObj(label -> count(splits.fit(), label)))
                .containsExactly(70L, 35L, 2L);
        assertThat(splits.fit()).isSubsetOf(uneven()).doesNotHaveDuplicates();
    }

    @Test
    void theSeedDecides() {
        assertThat(split(uneven(), List.of(), 3, 1)).isEqualTo(split(uneven(), List.of(), 3, 1));
        assertThat(split(uneven(), List.of(), 3, 2).report())
                .isNotEqualTo(split(uneven(), List.of(), 3, 1).report());
    }

    @Test
    void equalTextsStandInOneSplitWhateverTheirCaseAndSpaces() {
        List<Example> all = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            all.add(Example.of("Text  number " + i, i % 2));
            all.add(Example.of("text number\n" + i, (i + i / 30) % 2));
        }
        Splits splits = split(all, List.of(), 2, 3);
        assertThat(splits.report()).hasSizeBetween(16, 24);
        assertThat(keys(splits.fit())).doesNotContainAnyElementsOf(keys(splits.report()));
        assertThat(keys(splits.fit())).doesNotContainAnyElementsOf(keys(splits.select()));
        assertThat(keys(splits.select())).doesNotContainAnyElementsOf(keys(splits.report()));
    }

    private static Set<List<String>> keys(List<Example> examples) {
        Set<List<String>> keys = new HashSet<>();
        examples.forEach(example -> keys.add(GroupedSplit.key(example)));
        return keys;
    }

    @Test
    void aGroupStandsInOneSplitAndRowsWithoutOneAreFree() {
        List<Example> all = new ArrayList<>();
        List<String> groups = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            all.add(Example.of("text " + i, i % 2));
            groups.add(i < 150 ? "author " + i / 5 : "");
        }
        Splits splits = split(all, groups, 2, 4);
        List<Set<String>> authors = List.of(splits.fit(), splits.select(), splits.report()).stream()
                .map(split -> {
                    Set<String> found = new HashSet<>();
                    split.forEach(example -> found.add(groups.get(all.indexOf(example))));
                    found.remove("");
                    return found;
                })
                .toList();
        assertThat(authors.get(0))
                .doesNotContainAnyElementsOf(authors.get(1))
                .doesNotContainAnyElementsOf(authors.get(2));
        assertThat(authors.get(1)).doesNotContainAnyElementsOf(authors.get(2));
        assertThat(splits.report()).hasSizeBetween(30, 40);
        assertThat(splits.select()).hasSizeBetween(14, 20);
    }

    @Test
    void aLabelWhoseGroupsAreAllLargerThanItsShareHasOneInEachSplit() {
        List<Example> all = new ArrayList<>();
        List<String> groups = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            all.add(Example.of("text " + i, i % 2));
            groups.add("shop " + i / 20);
        }
        Splits splits = split(all, groups, 2, 5);
        assertThat(List.of(splits.fit(), splits.select(), splits.report()))
                .allSatisfy(split -> assertThat(split).hasSize(20));
    }

    @Test
    void aLabelThatCannotStandInEachSplitIsNamed() {
        List<Example> all = uneven();
        all.add(Example.of("rare", 3));
        all.add(Example.of("Rare", 3));
        all.add(Example.of("rare ", 3));
        assertThatThrownBy(() -> split(all, List.of(), 4, 1))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith("reviews.csv: label 'l3' has 3 examples, too few different ones");
    }
}
