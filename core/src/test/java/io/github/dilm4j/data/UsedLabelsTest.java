package io.github.dilm4j.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class UsedLabelsTest {
    private static final Task TASK = new Task(
            "t",
            List.of("text"),
            "label",
            List.of("0", "1", "2", "3"),
            Metric.ACCURACY,
            List.of("none", "one", "two", "three"));
    private static final List<Example> TRAIN = List.of(Example.of("x", 3), Example.of("y", 1));

    @Test
    void labelsAreRenumberedWithTheirNames() {
        UsedLabels used = UsedLabels.of(TASK, true, List.of(TRAIN, List.of()));

        assertThat(used.task().labels()).containsExactly("1", "3");
        assertThat(used.task().labelNames()).containsExactly("one", "three");
        assertThat(used.renumbered(TRAIN)).containsExactly(Example.of("x", 1), Example.of("y", 0));
        assertThat(used.warning(TaskKeys.OPTIONS))
                .hasValue(
                        "no row has a label of [0, 2], which the data set's class names list; left out (--labels names"
                                + " the labels to take)");
    }

    @Test
    void allStayThatAreNamedOrUsedByAnyRole() {
        List<Example> report = List.of(Example.of("z", 0), Example.of("u", 2));

        assertThat(UsedLabels.of(TASK, false, List.of(TRAIN)).task()).isEqualTo(TASK);
        UsedLabels used = UsedLabels.of(TASK, true, List.of(TRAIN, report));
        assertThat(used.task()).isEqualTo(TASK);
        assertThat(used.renumbered(TRAIN)).isEqualTo(TRAIN);
        assertThat(used.warning(TaskKeys.OPTIONS)).isEmpty();
    }

    @Test
    void oneLabelAloneIsNoTask() {
        List<Example> one = List.of(Example.of("x", 3));

        assertThat(UsedLabels.of(TASK, true, List.of(one)).task()).isEqualTo(TASK);
    }
}
