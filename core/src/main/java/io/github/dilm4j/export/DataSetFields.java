package io.github.dilm4j.export;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.data.Task;
import java.util.ArrayList;
import java.util.List;

/**
 * The fields of a row: those of the task, then those on the text's origin.
 *
 * @param nearest what is published of the nearest real text
 * @param scored whether the generator's log-probability is published
 */
record DataSetFields(Task task, Nearest nearest, boolean scored) {
    static final String GENERATOR = "generator_sha256";
    static final String SEED = "seed";
    static final String LOG_PROBABILITY = "log_probability_per_token";
    static final String OVERLAP = "nearest_real_overlap";
    private static final String NEAREST = "nearest_real_";
    private static final String STRING = "string";
    private static final String NUMBER = "float64";

    /** @param type as the card of a data set names it; empty for the label */
    record Field(String name, String type, String meaning) {}

    DataSetFields {
        List<String> names = new ArrayList<>(task.textFields());
        names.add(task.labelField());
        for (String own : List.of(GENERATOR, SEED, LOG_PROBABILITY, OVERLAP)) {
            if (names.contains(own)) {
                throw InputException.at(
                        "task", "its field '" + own + "' has a name that the export needs; rename it in the data");
            }
        }
    }

    /** The field for the nearest real example's text of that field. */
    static String nearestOf(String textField) {
        return NEAREST + textField;
    }

    /** Those of the task. */
    List<Field> ofTask() {
        List<Field> fields = new ArrayList<>();
        for (String name : task.textFields()) {
            fields.add(new Field(name, STRING, "written by the generator"));
        }
        fields.add(new Field(task.labelField(), "", "that the generator was told to write for"));
        return fields;
    }

    /** In the order of the rows. */
    List<Field> all() {
        List<Field> fields = ofTask();
        fields.add(new Field(GENERATOR, STRING, "SHA-256 of the generator's `model.safetensors`"));
        fields.add(new Field(SEED, "int64", "root seed of the run"));
        if (scored) {
            fields.add(new Field(
                    LOG_PROBABILITY,
                    NUMBER,
                    "mean log-probability of a token under the generator, given the label; nats"));
        }
        if (nearest != Nearest.NONE) {
            if (nearest == Nearest.TEXT) {
                for (String name : task.textFields()) {
                    fields.add(new Field(
                            nearestOf(name),
                            STRING,
                            "of the training example that shares most words with this one; null if none"
                                    + " shares a word"));
                }
            }
            fields.add(new Field(
                    OVERLAP, NUMBER, "words in common with that example over all words of both (Jaccard), 0 to 1"));
        }
        return fields;
    }
}
