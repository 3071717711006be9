package io.github.dilm4j.cli;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.data.FieldNames;
import io.github.dilm4j.data.LabelNames;
import io.github.dilm4j.data.Metric;
import io.github.dilm4j.data.Task;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import picocli.CommandLine.Option;

/** What the examples in the files are. */
final class TaskOptions {
    /** Columns that number the rows, which GLUE and many others have. */
    private static final Set<String> NUMBERS = Set.of("idx", "id", "index", "guid", "uid");

    @Option(
            names = "--text",
            paramLabel = "FIELD",
            split = ",",
            description = "Field of the text, or FIELD,FIELD of a pair (default: the one or two fields beside the"
                    + " label's; where no data are read, text).")
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
            split = ",",
            description = "All labels in index order (default: the values found; where no data are read, 0, 1, ...).")
    private List<String> labels = List.of();

    /** The labels that were named; empty if none was. */
    List<String> namedLabels() {
        return labels;
    }

    /**
     * The task, with what was not named taken from the files.
     *
     * @throws InputException if the files do not tell
     */
    Task found(List<Path> files) {
        return task(
                text.isEmpty() ? textFields(files.get(0)) : text,
                labels.isEmpty() ? LabelNames.find(files, label) : labels);
    }

    /** The task where there is no file to look at; a text is called {@code text} unless named. */
    Task withLabels(List<String> labelNames) {
        return task(text.isEmpty() ? List.of("text") : text, labelNames);
    }

    private Task task(List<String> textFields, List<String> labelNames) {
        return new Task("task", textFields, label, labelNames, Metric.ACCURACY); // as long as nothing is scored
    }

    private List<String> textFields(Path file) {
        List<String> all = FieldNames.of(file);
        List<String> fields = all.stream()
                .filter(name -> !name.equals(label) && !NUMBERS.contains(name.toLowerCase(Locale.ROOT)))
                .toList();
        if (fields.isEmpty() || fields.size() > 2) {
            throw InputException.at(
                    file, "which of its fields " + all + " hold the texts is not clear; name one or two with --text");
        }
        return fields;
    }
}
