package io.github.dilm4j.data;

import io.github.dilm4j.base.InputException;
import java.nio.file.Path;
import java.util.List;

/** The positions of the wanted columns in a table. */
final class Columns {
    private final Path file;
    private final int[] positions; // [wanted columns], indices into the header
    private final int width;

    /** @throws InputException if a wanted column is missing */
    Columns(Path file, Header header, WantedFields wanted) {
        this.file = file;
        this.positions = wanted.positions(header);
        this.width = header.width();
    }

    int width() {
        return width;
    }

    /**
     * @param fields [width], the row's fields
     * @return [wanted columns]
     * @throws InputException if the row has fewer or more fields than the header
     */
    String[] pick(long line, List<String> fields) {
        if (fields.size() != width) {
            throw ragged(line, fields.size());
        }
        String[] values = new String[positions.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = fields.get(positions[i]);
        }
        return values;
    }

    private InputException ragged(long line, int fields) {
        return InputException.at(
                file + ":" + line,
                "the row has " + Shown.count(fields, "field") + " and the header " + width
                        + "; fix the row's separators");
    }
}
