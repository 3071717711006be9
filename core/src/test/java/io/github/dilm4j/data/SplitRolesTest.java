package io.github.dilm4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.RandomStreams;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SplitRolesTest {
    private static final Task TASK = new Task("t", List.of("text"), "label", List.of("a", "b", "c"), Metric.ACCURACY);

    private static List<Example> examples(long seed, int count) {
        UniformRandomProvider random = new RandomStreams(seed).stream("examples");
        List<Example> examples = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            examples.add(Example.of("text " + i, random.nextInt(3)));
        }
        return examples;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void everyExampleHasOneRoleAndEveryLabelItsShare(long seed) {
        List<Example> all = examples(seed, 200);

        Splits splits = SplitRoles.split(all, TASK, 7, 4, new RandomStreams(seed));

        List<Example> together = new ArrayList<>(splits.fit());
        together.addAll(splits.select());
        together.addAll(splits.report());
        assertThat(together).containsExactlyInAnyOrderElementsOf(all);
        assertThat(ByLabel.group(splits.select(), 3)).allMatch(group -> group.size() == 7);
        assertThat(ByLabel.group(splits.report(), 3)).allMatch(group -> group.size() == 4);
        assertThat(splits.fit()).isSortedAccordingTo((x, y) -> Integer.compare(all.indexOf(x), all.indexOf(y)));
        assertThat(SplitRoles.split(all, TASK, 7, 4, new RandomStreams(seed))).isEqualTo(splits);
        assertThat(SplitRoles.split(all, TASK, 7, 4, new RandomStreams(seed + 1)))
                .isNotEqualTo(splits);
    }

    @Test
    void theReportSplitMayBeADataSetOfItsOwn() {
        List<Example> train = examples(1, 100);
        List<Example> report = examples(2, 10);

        Splits splits = SplitRoles.split(train, report, TASK, 5, new RandomStreams(1), "train.tsv");

        assertThat(splits.report()).isEqualTo(report);
        assertThat(splits.select()).hasSize(15);
        assertThat(splits.fit()).hasSize(85).doesNotContainAnyElementsOf(splits.select());
    }

    @Test
    void tooFewExamplesForARole() {
        List<Example> train = List.of(Example.of("x", 0), Example.of("y", 1), Example.of("z", 1), Example.of("u", 2));

        assertThatThrownBy(() -> SplitRoles.split(train, List.of(), TASK, 1, new RandomStreams(1), "train.tsv"))
                .isInstanceOf(InputException.class)
                .hasMessage("train.tsv: label 'a' has 1 example where 1 for select and 1 for fit are needed; add"
                        + " examples or take fewer out (data.selectPerLabel)");
        assertThatThrownBy(() -> SplitRoles.split(train, TASK, 0, 3, new RandomStreams(1)))
                .isInstanceOf(InputException.class)
                .hasMessage("splits: label 'a' has 1 example where 0 for select, 3 for report and 1 for fit are needed;"
                        + " add examples or take fewer out (data.selectPerLabel)");
        assertThatThrownBy(() ->
                        SplitRoles.split(train.subList(0, 3), List.of(), TASK, 0, new RandomStreams(1), "train.tsv"))
                .isInstanceOf(InputException.class)
                .as("the message does not suggest taking fewer out")
                .hasMessage("train.tsv: label 'c' has no example; add some, or name only the labels that have some with"
                        + " task.labels");
    }

    @Test
    void overlapCountsTextsThatStandInBoth() {
        List<Example> first = List.of(Example.of("x", 0), Example.of("x", 1), Example.of("y", 0));

        assertThat(SplitRoles.overlap(first, List.of(Example.of("x", 2), Example.of("z", 0))))
                .isEqualTo(2);
    }

    @Test
    void groupsKeepTheOrderAndTheEmptyLabel() {
        Example first = Example.of("x", 2);
        Example second = Example.of("y", 0);
        Example third = Example.of("z", 2);

        assertThat(ByLabel.group(List.of(first, second, third), 3))
                .containsExactly(List.of(second), List.of(), List.of(first, third));
        assertThatThrownBy(() -> ByLabel.group(List.of(first), 2)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void onlyAnF1NeedsEveryLabelInTheReportSplit() {
        List<Example> report = List.of(Example.of("x", 0), Example.of("y", 2));

        assertThat(ByLabel.requireScorable(report, TASK, "test.tsv", TaskKeys.CONFIG))
                .containsExactly("b");
        assertThat(ByLabel.requireScorable(
                        List.of(Example.of("z", 1), report.get(0), report.get(1)), TASK, "test.tsv", TaskKeys.CONFIG))
                .isEmpty();
        Task scoredByF1 = new Task("t", TASK.textFields(), "label", TASK.labels(), Metric.MACRO_F1);
        assertThatThrownBy(() -> ByLabel.requireScorable(report, scoredByF1, "test.tsv", TaskKeys.CONFIG))
                .isInstanceOf(InputException.class)
                .hasMessage("test.tsv: label 'b' has no example, and an F1 needs some of every label; add some or score"
                        + " by accuracy (task.metric)");
    }

    @Test
    void checksForEmptyAndSmallClasses() {
        List<Example> uneven = List.of(
                Example.of("x", 0), Example.of("y", 0), Example.of("z", 1), Example.of("z", 1), Example.of("u", 2));

        ByLabel.requireEvery(uneven, TASK, "train.tsv", TaskKeys.CONFIG);
        ByLabel.requireDistinct(uneven, TASK, 1, "train.tsv", TaskKeys.CONFIG);
        assertThatThrownBy(() -> ByLabel.requireEvery(uneven.subList(0, 4), TASK, "train.tsv", TaskKeys.OPTIONS))
                .isInstanceOf(InputException.class)
                .hasMessage("train.tsv: label 'c' has no example; add some, or name only the labels that have some with"
                        + " --labels");
        assertThatThrownBy(() -> ByLabel.requireDistinct(uneven, TASK, 2, "train.tsv", TaskKeys.CONFIG))
                .isInstanceOf(InputException.class)
                .hasMessage("train.tsv: label 'b' has 1 distinct text, fewer than dpc 2; lower dpc or add examples");
        assertThatThrownBy(() -> ByLabel.requireDistinct(uneven.subList(0, 2), TASK, 2, "train.tsv", TaskKeys.CONFIG))
                .isInstanceOf(InputException.class)
                .hasMessage("train.tsv: label 'b' has no example; add some, or name only the labels that have some with"
                        + " task.labels");
    }
}
