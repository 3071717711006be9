package io.github.dilm4j.run.config;

import io.github.dilm4j.data.Metric;
import java.util.List;

/**
 * The task to learn.
 *
 * @param textFields the field of the text, or the two fields of a pair
 * @param labelField the field of the label
 * @param labels label names in index order; empty for those found in the training data
 * @param labelNames names of the labels in prompts, in the same order; empty for their names in the files
 * @param metric the score of a set
 */
public record TaskConfig(
        List<String> textFields, String labelField, List<String> labels, List<String> labelNames, Metric metric) {
    public TaskConfig {
        textFields = List.copyOf(textFields);
        labels = List.copyOf(labels);
        labelNames = List.copyOf(labelNames);
    }

    void check(Problems problems) {
        problems.require(
                textFields.size() == 1 || textFields.size() == 2,
                "task.textFields",
                "must name one or two fields",
                textFields);
        problems.require(!labelField.isBlank(), "task.labelField", "must name a field", "''");
        problems.require(labels.size() != 1, "task.labels", "must name two labels or more, or none", labels);
        problems.require(
                labels.isEmpty() || labelNames.isEmpty() || labels.size() == labelNames.size(),
                "task.labelNames",
                "must name each of task.labels " + labels + " in the same order, or none",
                labelNames);
        problems.require(
                labels.isEmpty() || metric.fits(labels.size()),
                "task.metric",
                "must be accuracy or macroF1 where there are not two labels",
                labels.size() + " labels");
    }
}
