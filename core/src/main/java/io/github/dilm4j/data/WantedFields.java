package io.github.dilm4j.data;

import java.util.ArrayList;
import java.util.List;

/**
 * The fields that are read of every row.
 *
 * @param names of the texts if any, then of the label
 * @param keys how the user names them
 */
record WantedFields(List<String> names, TaskKeys keys) {
    WantedFields {
        names = List.copyOf(names);
    }

    static WantedFields of(List<String> textFields, String labelField, TaskKeys keys) {
        List<String> names = new ArrayList<>(textFields);
        names.add(labelField);
        return new WantedFields(names, keys);
    }

    int size() {
        return names.size();
    }

    String name(int field) {
        return names.get(field);
    }

    boolean isLabel(int field) {
        return field == names.size() - 1;
    }

    /**
     * The positions of the fields in a header.
     *
     * @return [fields], indices into the header's names
     * @throws io.github.dilm4j.base.InputException if one is missing
     */
    int[] positions(Header header) {
        int[] positions = new int[size()];
        for (int i = 0; i < positions.length; i++) {
            positions[i] = header.position(name(i), isLabel(i) ? keys.labelField() : keys.textFields());
        }
        return positions;
    }
}
