package io.github.dilm4j.cli;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.data.ExampleFiles;
import io.github.dilm4j.data.FieldNames;
import io.github.dilm4j.data.LabelNames;
import io.github.dilm4j.data.Metric;
import io.github.dilm4j.data.NameList;
import io.github.dilm4j.data.Shown;
import io.github.dilm4j.data.Task;
import io.github.dilm4j.data.TaskKeys;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** What the examples in the files are. */
final class TaskOptions {
    /** Columns that number the rows, as in GLUE and many others; the last are those of pandas, which have no name. */
    private static final Pattern NUMBERS = Pattern.compile(
            "idx|id|index|guid|uid|\\s*|unnamed: [\\d.]+|__index_level_\\d+__", Pattern.CASE_INSENSITIVE);
    /** Two of these are a pair. */
    private static final Set<String> PARTS = Set.of(
            "premise",
            "hypothesis",
            "question",
            "answer",
            "query",
            "passage",
            "context",
            "sentence",
            "claim",
            "evidence");

    @Option(
            names = "--text",
            paramLabel = "FIELD",
            description = "Field of the text, or FIELD,FIELD of a pair (default: the one field besides the label's,"
                    + " or two such as question1 and question2; without data: text).")
    private List<String> text = List.of();

    @Option(
            names = "--label",
            paramLabel = "FIELD",
            defaultValue = "label",
            description = "Field of the label (default: ${DEFAULT-VALUE}).")
    private String label;

    @Option(
            names = "--labels",
            paramLabel = "NAME",
            description =
                    "All labels in index order, as NAME,NAME; one with a comma in quotes, as in CSV (default: the values found; without data: 0, 1, ...).")
    private List<String> labels = List.of();

    /** The labels that were named; empty if none was. */
    List<String> namedLabels() {
        return NameList.of("--labels", labels);
    }

    private List<String> namedTexts() {
        return NameList.of("--text", text);
    }

    /**
     * The task, with what was not named taken from the files, and told.
     *
     * @throws InputException if the files do not tell
     */
    Task found(List<Path> files, Metric metric, Console console) {
        List<String> texts = namedTexts();
        FieldNames.require(files, texts, label, TaskKeys.OPTIONS);
        if (texts.isEmpty()) {
            texts = textFields(files.get(0));
            FieldNames.require(files, texts, label, TaskKeys.OPTIONS);
        }
        Task found =
                task(texts, labels.isEmpty() ? LabelNames.find(files, label, TaskKeys.OPTIONS) : namedLabels(), metric);
        List<String> guesses = new ArrayList<>();
        if (text.isEmpty()) {
            guesses.add((found.textFields().size() == 1 ? "the text is " : "the pair of texts is ")
                    + Shown.list(found.textFields()) + " (--text)");
        }
        if (labels.isEmpty()) {
            guesses.add("the labels are " + Shown.list(found.labels()) + " (--labels)");
        }
        if (!guesses.isEmpty()) {
            console.note("taken from " + files.get(0) + ": " + String.join(", ", guesses));
        }
        return found;
    }

    /** Whether the order of the labels of {@link #found} was given; if not, a number is not an index of one. */
    boolean ordered(List<Path> files) {
        return !labels.isEmpty() || LabelNames.areOrdered(files, label);
    }

    /** The task where there is no file to look at; a text is called {@code text} unless named. */
    Task withLabels(List<String> labelNames) {
        return task(text.isEmpty() ? List.of("text") : namedTexts(), labelNames, Metric.ACCURACY);
    }

    /** The examples of the files; {@code ordered} is as in {@link ExampleFiles}. */
    List<Example> read(List<Path> files, Task found, boolean ordered) {
        return ExampleFiles.read(files, found, ordered, TaskKeys.OPTIONS);
    }

    private Task task(List<String> textFields, List<String> labelNames, Metric metric) {
        return Task.of(TaskKeys.OPTIONS, "task", textFields, label, labelNames, metric);
    }

    private List<String> textFields(Path file) {
        List<String> all = FieldNames.of(file);
        List<String> fields = all.stream()
                .filter(name -> !name.equals(label) && !name.startsWith(label + "_")) // label_text tells the label
                .filter(name -> !NUMBERS.matcher(name).matches())
                .toList();
        if (fields.size() != 1 && !isPair(fields)) {
            throw InputException.at(
                    file,
                    "which of its fields " + Shown.list(all)
                            + " hold the texts is not clear; name one or two with --text");
        }
        return fields;
    }

    /** Finds pairs of names that differ in the last letter only, such as sentence1 and sentence2, or that are known pairs. */
    private static boolean isPair(List<String> fields) {
        if (fields.size() != 2) {
            return false;
        }
        String first = fields.get(0).toLowerCase(Locale.ROOT);
        String second = fields.get(1).toLowerCase(Locale.ROOT);
        return (PARTS.contains(first) && PARTS.contains(second))
                || (first.length() > 1
                        && first.length() == second.length()
                        && first.regionMatches(0, second, 0, first.length() - 1));
    }
}
