package io.github.dilm4j.data;

import java.util.List;

/**
 * What the examples of a data set are.
 *
 * @param textFields one field name, or two for a pair task
 * @param labelField the field that holds the label
 * @param labels the label names in index order, as they stand in the files
 */
public record Task(String name, List<String> textFields, String labelField, List<String> labels, Metric metric) {
    public Task {
        textFields = List.copyOf(textFields);
        labels = List.copyOf(labels);
        if (textFields.isEmpty() || textFields.size() > 2) {
            throw new IllegalArgumentException("a task has one or two text fields, got " + textFields);
        }
    }

    public int labelCount() {
        return labels.size();
    }
}
