package io.github.dilm4j.data;

import io.github.dilm4j.base.InputException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What the examples of a data set are.
 *
 * @param textFields one field name, or two for a pair task
 * @param labelField the field that holds the label
 * @param labels the label names in index order, as they stand in the files, without spaces around them; at least two
 */
public record Task(String name, List<String> textFields, String labelField, List<String> labels, Metric metric) {
    private static final String TEXT_FIELDS = "task.textFields, or --text";
    private static final String LABEL_FIELD = "task.labelField, or --label";
    private static final String LABELS = "task.labels, or --labels";
    private static final String METRIC = "task.metric, or --metric";

    /**
     * @throws InputException if the fields or labels are too few or too many, empty, or not distinct, or the metric is
     *     not defined for them
     */
    public Task {
        textFields = List.copyOf(textFields);
        labels = labels.stream().map(String::strip).toList();
        if (textFields.isEmpty() || textFields.size() > 2) {
            throw InputException.at(TEXT_FIELDS, "one or two fields are expected, got " + Shown.list(textFields));
        }
        if (labels.size() < 2) {
            throw InputException.at(LABELS, "at least two labels are expected, got " + Shown.list(labels));
        }
        if (!metric.fits(labels.size())) {
            throw InputException.at(
                    METRIC,
                    "F1 is that of the second of two labels, got " + labels.size()
                            + " labels; use accuracy or macro F1");
        }
        requireDistinct(TEXT_FIELDS, textFields);
        requireDistinct(LABELS, labels);
        if (labelField.isBlank()) {
            throw InputException.at(LABEL_FIELD, "is empty; name the field that holds the label");
        }
        if (textFields.contains(labelField)) {
            throw InputException.at(
                    LABEL_FIELD, Shown.quoted(labelField) + " is a text field too; name two different fields");
        }
    }

    private static void requireDistinct(String key, List<String> names) {
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (name.isBlank()) {
                throw InputException.at(key, "one of " + Shown.list(names) + " is empty; name each");
            }
            if (!seen.add(name)) {
                throw InputException.at(key, Shown.quoted(name) + " stands twice; name each once");
            }
        }
    }

    /** The same, scored by another metric. */
    public Task scoredBy(Metric other) {
        return new Task(name, textFields, labelField, labels, other);
    }

    public int labelCount() {
        return labels.size();
    }
}
