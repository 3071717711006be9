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
            a b c | label | x y | task.textFields, or --text: one or two fields are expected, got [a, b, c]
            a a   | label | x y | task.textFields, or --text: 'a' stands twice; name each once
            a     | label | x   | task.labels, or --labels: at least two labels are expected, got [x]
            a     | label | x x | task.labels, or --labels: 'x' stands twice; name each once
            a b   | b     | x y | task.labelField, or --label: 'b' is a text field too; name two different fields
            a     | ' '   | x y | task.labelField, or --label: is empty; name the field that holds the label
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
                .hasMessage("task.labels, or --labels: 'x' stands twice; name each once");
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
                        "task.metric, or --metric: F1 is that of the second of two labels, got 3 labels; use accuracy or"
                                + " macro F1");
    }
}
