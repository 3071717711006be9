package io.github.dilm4j.cli;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.data.ExampleFiles;
import io.github.dilm4j.data.FieldGuess;
import io.github.dilm4j.data.FieldNames;
import io.github.dilm4j.data.LabelNames;
import io.github.dilm4j.data.Metric;
import io.github.dilm4j.data.NameList;
import io.github.dilm4j.data.Shown;
import io.github.dilm4j.data.Task;
import io.github.dilm4j.data.TaskKeys;
import io.github.dilm4j.data.UsedLabels;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The description of the examples in the files. */
final class TaskOptions {
    private static final String USUAL_LABEL = "label";

    @Option(
            names = "--text",
            paramLabel = "FIELD",
            description =
                    "Field of the text, or FIELD,FIELD of a pair (default: the one field besides the label's, two such"
                            + " as question1 and question2, or the one that is named or filled like a text; without"
                            + " data: as in the generator's run, else text).")
    private List<String> text = List.of();

    @Option(
            names = "--label",
            paramLabel = "FIELD",
            description = "Field of the label (default: label, or the one field that is named or filled like one).")
    private Optional<String> label = Optional.empty();

    @Option(
            names = "--labels",
            paramLabel = "NAME",
            description = "All labels in index order, as NAME,NAME; one with a comma in quotes, as in CSV (default: the"
                    + " values found; without data: as in the generator's run, else 0, 1, ...).")
    private List<String> labels = List.of();

    /** The named labels; empty if there are none. */
    List<String> namedLabels() {
        return NameList.of("--labels", labels);
    }

    /** These arguments, for a shell. */
    List<String> words() {
        List<String> words = new ArrayList<>();
        text.forEach(fields -> words.addAll(List.of("--text", fields)));
        label.ifPresent(field -> words.addAll(List.of("--label", field)));
        labels.forEach(names -> words.addAll(List.of("--labels", names)));
        return words;
    }

    /** The named field of the label, if any. */
    Optional<String> namedLabel() {
        return label;
    }

    /** The named fields of the texts; empty if there are none. */
    List<String> namedTexts() {
        return NameList.of("--text", text);
    }

    /**
     * The task. Settings that were not named are taken from the files and reported.
     *
     * @throws InputException if they cannot be derived from the files
     */
    Task found(List<Path> files, Metric metric, Console console) {
        List<String> texts = namedTexts();
        String labelField = label(files);
        FieldNames.require(files, texts, labelField, TaskKeys.OPTIONS);
        if (texts.isEmpty()) {
            texts = FieldGuess.texts(files.get(0), labelField, TaskKeys.OPTIONS);
            FieldNames.require(files, texts, labelField, TaskKeys.OPTIONS);
        }
        Task found = task(
                texts,
                labelField,
                labels.isEmpty() ? LabelNames.find(files, labelField, TaskKeys.OPTIONS) : namedLabels(),
                metric);
        List<String> guesses = new ArrayList<>();
        if (text.isEmpty()) {
            guesses.add((found.textFields().size() == 1 ? "the text is " : "the pair of texts is ")
                    + Shown.list(found.textFields()) + " (--text)");
        }
        if (label.isEmpty() && !labelField.equals(USUAL_LABEL)) {
            guesses.add("the label is " + Shown.list(List.of(labelField)) + " (--label)");
        }
        if (labels.isEmpty()) {
            guesses.add("the labels are " + Shown.list(found.labels()) + " (--labels)");
        }
        if (!guesses.isEmpty()) {
            console.note("taken from " + files.get(0) + ": " + String.join(", ", guesses));
        }
        return found;
    }

    /** The labels of {@link #found} that the examples have, and a warning of those that are left out. */
    UsedLabels used(Task found, List<Example> examples, Console console) {
        UsedLabels used = UsedLabels.of(found, labels.isEmpty(), List.of(examples));
        used.warning(TaskKeys.OPTIONS).ifPresent(console::warn);
        return used;
    }

    /** Whether the order of the labels of {@link #found} is known; if not, a number is not an index. */
    boolean ordered(List<Path> files) {
        return !labels.isEmpty() || LabelNames.areOrdered(files, label(files));
    }

    /** The task without files: its fields are the named ones, those of another task, or {@code text} and {@code label}. */
    Task of(List<String> labelNames, Optional<Task> usual) {
        return task(
                text.isEmpty() ? usual.map(Task::textFields).orElse(List.of("text")) : namedTexts(),
                label.or(() -> usual.map(Task::labelField)).orElse(USUAL_LABEL),
                labelNames,
                Metric.ACCURACY);
    }

    /** The examples of the files; {@code ordered} is as in {@link ExampleFiles}. */
    List<Example> read(List<Path> files, Task found, boolean ordered) {
        return ExampleFiles.read(files, found, ordered, TaskKeys.OPTIONS);
    }

    private String label(List<Path> files) {
        return label.orElseGet(() -> FieldGuess.label(files.get(0)));
    }

    private static Task task(List<String> textFields, String labelField, List<String> labelNames, Metric metric) {
        return Task.of(TaskKeys.OPTIONS, "task", textFields, labelField, labelNames, metric);
    }
}
