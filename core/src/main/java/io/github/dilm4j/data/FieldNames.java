package io.github.dilm4j.data;

import java.nio.file.Path;
import java.util.List;

/** Finds out which fields a data file has. */
public final class FieldNames {
    private FieldNames() {}

    /**
     * The names in the header, or those of the first object of JSONL, in their order.
     *
     * @throws io.github.dilm4j.base.InputException if the file is missing, empty or of unknown format, or its header or
     *     first object cannot be read
     */
    public static List<String> of(Path file) {
        return FileFormat.of(file).header(file).names();
    }

    /**
     * Checks the files' fields before anything is taken from their rows.
     *
     * @param textFields may be empty
     * @throws io.github.dilm4j.base.InputException if one lacks a field, or as {@link #of}
     */
    public static void require(List<Path> files, List<String> textFields, String labelField, TaskKeys keys) {
        WantedFields wanted = WantedFields.of(textFields, labelField, keys);
        files.forEach(file -> wanted.positions(FileFormat.of(file).header(file)));
    }
}
