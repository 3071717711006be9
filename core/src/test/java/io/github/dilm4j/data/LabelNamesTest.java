package io.github.dilm4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dilm4j.base.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabelNamesTest {
    @TempDir
    Path folder;

    private Path labels(String name, String... labels) throws IOException {
        return Files.writeString(
                folder.resolve(name),
                "label\ttext\n" + List.of(labels).stream().map(l -> l + "\tx\n").collect(Collectors.joining()));
    }

    @Test
    void namesAreInAlphabeticalOrder() throws IOException {
        Path first = labels("a.tsv", "pos", "neg", "pos");
        Path second = labels("b.tsv", "Mixed", "neg");

        assertThat(LabelNames.find(List.of(first, second), "label", TaskKeys.CONFIG))
                .containsExactly("Mixed", "neg", "pos");
    }

    @Test
    void wholeNumbersAreInOrderOfSize() throws IOException {
        assertThat(LabelNames.find(List.of(labels("a.tsv", "10", "9", "-2", "0")), "label", TaskKeys.CONFIG))
                .containsExactly("-2", "0", "9", "10");
        assertThat(LabelNames.find(List.of(labels("b.tsv", "10", "9", "x")), "label", TaskKeys.CONFIG))
                .containsExactly("10", "9", "x");
    }

    /** By alphabetical order 0 would be Business, but in the data set it is World. */
    @Test
    void numbersAreNoIndicesIntoNamesThatNobodyOrdered() throws IOException {
        Path train = labels("train.tsv", "World", "Sports", "Business", "Sci/Tech");
        Path test = labels("test.tsv", "0", "1");
        Task task = new Task(
                "news",
                List.of("text"),
                "label",
                LabelNames.find(List.of(train), "label", TaskKeys.CONFIG),
                Metric.ACCURACY);

        assertThat(LabelNames.areOrdered(List.of(train), "label")).isFalse();
        assertThat(ExampleFiles.read(List.of(train), task, false, TaskKeys.CONFIG))
                .extracting(Example::label)
                .containsExactly(3, 2, 0, 1);
        assertThatThrownBy(() -> ExampleFiles.read(List.of(test), task, false, TaskKeys.CONFIG))
                .isInstanceOf(InputException.class)
                .hasMessage(test + ":2: the label is the number 0, but the labels were found as the names [Business,"
                        + " Sci/Tech, Sports, World] and no file says which is which; name them in the numbers' order"
                        + " with task.labels");
        assertThat(ExampleFiles.read(List.of(test), task, true, TaskKeys.CONFIG))
                .extracting(Example::label)
                .containsExactly(0, 1);
    }

    @Test
    void filesOfNumbersAndFilesOfNamesDoNotMix() throws IOException {
        Path names = labels("names.tsv", "pos", "neg");
        Path numbers = labels("numbers.tsv", "1", "0");
        String problem =
                "numbers.tsv:2: the labels of this file are numbers such as 1, and those of names.tsv names such"
                        + " as 'pos' (line 2); write them one way, or name all labels, in the numbers' order, with task.labels";
        for (List<Path> files : List.of(List.of(names, numbers), List.of(numbers, names))) {
            assertThatThrownBy(() -> LabelNames.find(files, "label", TaskKeys.CONFIG))
                    .isInstanceOf(InputException.class)
                    .hasMessage(folder + "/" + problem.replace("of names.tsv", "of " + names));
        }
        assertThat(LabelNames.find(List.of(numbers, labels("d.tsv", "0.0", "1.0")), "label", TaskKeys.CONFIG))
                .containsExactly("0", "1");
    }

    @Test
    void oneFileMayHoldBothKinds() throws IOException {
        Path numbers = labels("numbers.tsv", "1", "2");
        Path both = labels("both.tsv", "1", "unknown");
        Path names = labels("names.tsv", "1star", "unknown");

        assertThat(LabelNames.find(List.of(both), "label", TaskKeys.CONFIG)).containsExactly("1", "unknown");
        assertThat(LabelNames.find(List.of(numbers, both), "label", TaskKeys.CONFIG))
                .containsExactly("1", "2", "unknown");
        assertThat(LabelNames.find(List.of(both, names), "label", TaskKeys.CONFIG))
                .containsExactly("1", "1star", "unknown");
    }

    @Test
    void refusesWhatAreNoLabels() throws IOException {
        Path one = labels("a.tsv", "1", "1");
        Path unlabelled = labels("d.tsv", "0", "1", "-1");
        Path empty = labels("b.tsv", "x", " ");
        Path ids = labels(
                "c.tsv", IntStream.range(0, 1001).mapToObj(String::valueOf).toArray(String[]::new));

        assertThatThrownBy(() -> LabelNames.find(List.of(one), "label", TaskKeys.CONFIG))
                .isInstanceOf(InputException.class)
                .hasMessage(one + ": the only label in 'label' is '1'; give data with at least two labels");
        assertThatThrownBy(() -> LabelNames.find(List.of(unlabelled), "label", TaskKeys.CONFIG))
                .isInstanceOf(InputException.class)
                .hasMessage(unlabelled + ":4: label '-1' marks rows without a label, give a labelled file; if it is a"
                        + " label here, name all labels with task.labels");
        assertThatThrownBy(() -> LabelNames.find(List.of(empty), "label", TaskKeys.CONFIG))
                .isInstanceOf(InputException.class)
                .hasMessage(empty + ":3: the label is empty; fill it or remove the row");
        assertThatThrownBy(() -> LabelNames.find(List.of(ids), "label", TaskKeys.CONFIG))
                .isInstanceOf(InputException.class)
                .hasMessage(ids + ":1002: more than 1000 different values so far; name the column that holds the"
                        + " labels with task.labelField");
        assertThatThrownBy(() -> LabelNames.find(List.of(one), "labl", TaskKeys.CONFIG))
                .isInstanceOf(InputException.class)
                .hasMessage(
                        one
                                + ":1: there is no column 'labl' among [label, text], did you mean 'label'? Name it with task.labelField");
    }
}
