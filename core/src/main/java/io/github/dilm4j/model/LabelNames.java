package io.github.dilm4j.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** The names of a classifier's labels in config.json. */
public final class LabelNames {
    private LabelNames() {}

    /** Adds {@code id2label}, {@code label2id} and the problem's type. */
    public static void write(List<String> names, int labels, ObjectNode config) {
        if (names.size() != labels) {
            throw new IllegalArgumentException("a model of " + labels + " labels got " + names.size() + " names");
        }
        ObjectNode byId = config.putObject("id2label");
        ObjectNode byName = config.putObject("label2id");
        for (int id = 0; id < labels; id++) {
            byId.put(Integer.toString(id), names.get(id));
            byName.put(names.get(id), id);
        }
        config.put("problem_type", "single_label_classification");
    }
}
