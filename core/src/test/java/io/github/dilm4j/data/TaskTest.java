package io.github.dilm4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dilm4j.base.InputException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            a b c | label | x y | task.textFields: one or two fields are expected, got [a, b, c]
            a a   | label | x y | task.textFields: 'a' occurs twice; name each once
            a     | label | x   | task.labels: at least two labels are expected, got [x]
            a     | label | x x | task.labels: 'x' occurs twice; name each once
            a b   | b     | x y | task.labelField: 'b' is a text field too; name two different fields
            a     | ' '   | x y | task.labelField: is empty; name the field that holds the label
            """)
    void saysWhatIsWrong(String textFields, String labelField, String labels, String sentence) {
        assertThatThrownBy(() -> new Task("t", words(textFields), labelField, words(labels), Metric.ACCURACY))
                .isInstanceOf(InputException.class)
                .hasMessage(sentence);
    }

    @Test
    void spacesAroundALabelAreNoPartOfIt() {
        assertThat(new Task("t", List.of("a"), "label", List.of("x ", " y"), Metric.ACCURACY).labels())
                .containsExactly("x", "y");
        assertThatThrownBy(() -> new Task("t", List.of("a"), "label", List.of("x", "x "), Metric.ACCURACY))
                .hasMessage("task.labels: 'x' occurs twice; name each once");
    }

    @Test
    void settingsAreNamedAsTheUserKnowsThem() {
        List<String> text = List.of("a");
        assertThatThrownBy(() -> Task.of(TaskKeys.OPTIONS, "t", text, "a", List.of("x", "y"), Metric.ACCURACY))
                .hasMessage("--label: 'a' is a text field too; name two different fields");
        assertThatThrownBy(() -> Task.of(TaskKeys.OPTIONS, "t", text, "b", List.of("1", "1.0"), Metric.ACCURACY))
                .hasMessage("--labels: '1' occurs twice; name each once");
        assertThatThrownBy(() -> Task.of(TaskKeys.OPTIONS, "t", List.of(), "b", List.of("x", "y"), Metric.ACCURACY))
                .hasMessage("--text: one or two fields are expected, got []");
        assertThatThrownBy(() -> Task.of(TaskKeys.OPTIONS, "t", text, "b", List.of("x", "y", "z"), Metric.F1))
                .hasMessageStartingWith("--metric: F1 is that");
    }

    @Test
    void labelsAreCalledInPromptsWhatTheyAreNamed() {
        List<String> labels = List.of("0", "1");
        Task task = new Task("t", List.of("a"), "label", labels, Metric.ACCURACY, List.of("bad", " good "));
        assertThat(task.labelNames()).containsExactly("bad", "good");
        assertThat(new Task("t", List.of("a"), "label", List.of("0.0", "1.0"), Metric.ACCURACY).labelNames())
                .containsExactly("0", "1");
        assertThatThrownBy(() -> new Task("t", List.of("a"), "label", labels, Metric.ACCURACY, List.of("bad")))
                .isInstanceOf(InputException.class)
                .hasMessage("task.labelNames: [bad] names 1 label where there are 2, [0, 1]; name each, in this order");
        assertThatThrownBy(() -> new Task("t", List.of("a"), "label", labels, Metric.ACCURACY, List.of("x", "x")))
                .hasMessage("task.labelNames: 'x' occurs twice; name each once");
    }

    private static List<String> words(String text) {
        return Arrays.asList(text.split(" ", -1));
    }

    @Test
    void f1IsForTwoLabels() {
        List<String> three = List.of("x", "y", "z");
        assertThat(new Task("t", List.of("a"), "label", three, Metric.MACRO_F1).metric())
                .isEqualTo(Metric.MACRO_F1);
        assertThatThrownBy(() -> new Task("t", List.of("a"), "label", three, Metric.ACCURACY_AND_F1))
                .isInstanceOf(InputException.class)
                .hasMessage(
                        "task.metric: F1 is that of the second of two labels, got 3 labels; use accuracy or macro F1");
    }
}
