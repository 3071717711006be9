package io.github.dilm4j.data;

import io.github.dilm4j.base.InputException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Finds the index of a label that a file holds: by the name that the file's own list of names (Parquet files of Hugging
 * Face have one) gives to the number, if the task uses names of that list; else by its name; else, for numbers from 0
 * to n - 1 and labels whose order was given, as the index itself.
 */
final class LabelIndex {
    private static final Pattern INTEGER = Pattern.compile("0|-?[1-9][0-9]{0,17}"); // fits a long, one spelling each
    /** The value that marks rows without a label in many data sets. */
    static final String UNLABELLED = "-1";

    private final List<String> labels;
    private final List<String> classNames;
    private final boolean ordered;
    private final TaskKeys keys;
    private final Map<String, Integer> indices = new HashMap<>();

    /**
     * @param labels the task's
     * @param classNames the file's own names of the labels 0, 1, ...; empty if it has none
     * @param ordered whether the labels' order was given; if it is the alphabet's, a number is not an index
     * @param keys how the user would name the labels
     */
    LabelIndex(List<String> labels, List<String> classNames, boolean ordered, TaskKeys keys) {
        this.labels = labels;
        this.classNames = classNames;
        this.ordered = ordered;
        this.keys = keys;
        for (int i = 0; i < labels.size(); i++) {
            indices.put(labels.get(i), i);
        }
        if (classNames.isEmpty()) {
            if (!ordered || labels.stream().anyMatch(LabelIndex::isInteger)) {
                return; // the numbers are names themselves, or their names are unknown
            }
            for (int i = 0; i < labels.size(); i++) {
                indices.putIfAbsent(String.valueOf(i), i);
            }
        } else if (!Collections.disjoint(labels, classNames)) {
            Map<String, Integer> byName = Map.copyOf(indices);
            for (int i = 0; i < classNames.size(); i++) { // a name may be a number too
                String value = String.valueOf(i);
                Integer index = byName.get(classNames.get(i));
                indices.remove(value);
                if (index != null) {
                    indices.put(value, index);
                }
            }
        }
    }

    static boolean isInteger(String label) {
        return INTEGER.matcher(label).matches();
    }

    /**
     * @throws InputException if the task has no such label
     */
    int of(String value, Path file, long line) {
        Integer index = indices.get(value);
        if (index == null) {
            throw unknown(value, file + ":" + line);
        }
        return index;
    }

    private InputException unknown(String value, String place) {
        if (value.isEmpty()) {
            return InputException.at(place, "the label is empty; fill it or remove the row");
        }
        String problem = "label " + Shown.quoted(value) + classNameOf(value) + " is not one of " + Shown.list(labels);
        if (value.equals(UNLABELLED)) {
            return InputException.at(place, problem + "; -1 marks rows without a label, give a labelled file");
        }
        if (!ordered
                && classNames.isEmpty()
                && isInteger(value)
                && labels.stream().noneMatch(LabelIndex::isInteger)) {
            return InputException.at(
                    place,
                    "the label is the number " + Shown.value(value) + ", but the labels were found as the names "
                            + Shown.list(labels)
                            + " and no file says which is which; name them in the numbers' order with "
                            + keys.labels());
        }
        return InputException.at(place, problem + "; add it to " + keys.labels() + " or fix the row");
    }

    private String classNameOf(String value) {
        for (int i = 0; i < classNames.size(); i++) {
            if (value.equals(String.valueOf(i))) {
                return " (" + Shown.quoted(classNames.get(i)) + " in this file)";
            }
        }
        return "";
    }
}
