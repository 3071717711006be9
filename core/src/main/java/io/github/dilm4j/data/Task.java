package io.github.dilm4j.data;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.github.dilm4j.base.InputException;
import java.io.Serializable;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The description of a data set's examples.
 *
 * @param textFields one field name, or two for a pair task
 * @param labelField the field that holds the label
 * @param labels the label names in index order, at least two; kept in the form that labels of files are read in,
 *     without spaces around them and {@code 1.0} as {@code 1}
 * @param labelNames what the labels are called in prompts, in the same order; no part of a run's records, which show
 *     labels as they stand in the files
 */
public record Task(
        String name,
        List<String> textFields,
        String labelField,
        List<String> labels,
        Metric metric,
        @JsonIgnore List<String> labelNames)
        implements Serializable {
    private static final String LABEL_NAMES = "task.labelNames";

    /**
     * A task as a config sets it.
     *
     * @throws InputException if the fields, labels or names are too few or too many, empty, or not distinct, or the
     *     metric is not defined for them
     */
    public Task {
        textFields = List.copyOf(textFields);
        labels = labels.stream().map(Normalised::label).toList();
        labelNames = labelNames.stream().map(String::strip).toList();
        check(textFields, labelField, labels, metric, TaskKeys.CONFIG);
        if (labelNames.size() != labels.size()) {
            throw InputException.at(
                    LABEL_NAMES,
                    Shown.list(labelNames) + " names " + Shown.count(labelNames.size(), "label") + " where there are "
                            + labels.size() + ", " + Shown.list(labels) + "; name each, in this order");
        }
        requireDistinct(LABEL_NAMES, labelNames);
    }

    /** A task whose labels have the same names in prompts as in the files. */
    @JsonCreator
    public Task(
            @JsonProperty("name") String name,
            @JsonProperty("textFields") List<String> textFields,
            @JsonProperty("labelField") String labelField,
            @JsonProperty("labels") List<String> labels,
            @JsonProperty("metric") Metric metric) {
        this(
                name,
                textFields,
                labelField,
                labels,
                metric,
                labels.stream().map(Normalised::label).toList());
    }

    /**
     * A task whose settings have other names for the user than a config's keys.
     *
     * @throws InputException as the constructor, in the words of these keys
     */
    public static Task of(
            TaskKeys keys,
            String name,
            List<String> textFields,
            String labelField,
            List<String> labels,
            Metric metric) {
        check(textFields, labelField, labels.stream().map(Normalised::label).toList(), metric, keys);
        return new Task(name, textFields, labelField, labels, metric);
    }

    private static void check(
            List<String> textFields, String labelField, List<String> labels, Metric metric, TaskKeys keys) {
        if (textFields.isEmpty() || textFields.size() > 2) {
            throw InputException.at(keys.textFields(), "one or two fields are expected, got " + Shown.list(textFields));
        }
        if (labels.size() < 2) {
            throw InputException.at(keys.labels(), "at least two labels are expected, got " + Shown.list(labels));
        }
        if (!metric.fits(labels.size())) {
            throw InputException.at(
                    keys.metric(),
                    "F1 is that of the second of two labels, got " + labels.size()
                            + " labels; use accuracy or macro F1");
        }
        requireDistinct(keys.textFields(), textFields);
        requireDistinct(keys.labels(), labels);
        if (labelField.isBlank()) {
            throw InputException.at(keys.labelField(), "is empty; name the field that holds the label");
        }
        if (textFields.contains(labelField)) {
            throw InputException.at(
                    keys.labelField(), Shown.quoted(labelField) + " is a text field too; name two different fields");
        }
    }

    private static void requireDistinct(String key, List<String> names) {
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (name.isBlank()) {
                throw InputException.at(key, "one of " + Shown.list(names) + " is empty; name each");
            }
            if (!seen.add(name)) {
                throw InputException.at(key, Shown.quoted(name) + " occurs twice; name each once");
            }
        }
    }

    public int labelCount() {
        return labels.size();
    }
}
