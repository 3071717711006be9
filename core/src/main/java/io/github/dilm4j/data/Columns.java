package io.github.dilm4j.data;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.Suggestion;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Where the wanted columns stand in a header. */
final class Columns {
    private final Path file;
    private final int[] positions; // [wanted columns], indices into the header
    private final int width;

    private Columns(Path file, int[] positions, int width) {
        this.file = file;
        this.positions = positions;
        this.width = width;
    }

    /**
     * @param separator the name of the format's column separator, for messages
     * @throws InputException if a wanted column is missing or a name stands twice
     */
    static Columns find(Path file, List<String> header, List<String> wanted, String separator) {
        Set<String> seen = new HashSet<>();
        for (String name : header) {
            if (!name.isEmpty() && !seen.add(name)) {
                throw InputException.at(
                        file + ":1", "the header names column " + Shown.quoted(name) + " twice; rename one of them");
            }
        }
        int[] positions = new int[wanted.size()];
        for (int i = 0; i < positions.length; i++) {
            positions[i] = header.indexOf(wanted.get(i));
            if (positions[i] < 0) {
                throw missing(file, header, wanted.get(i), separator);
            }
        }
        return new Columns(file, positions, header.size());
    }

    private static InputException missing(Path file, List<String> header, String wanted, String separator) {
        String problem = "there is no column " + Shown.quoted(wanted);
        if (header.size() == 1) {
            return InputException.at(
                    file + ":1",
                    problem + ", the whole header is " + Shown.quoted(header.get(0)) + "; separate the columns by "
                            + separator);
        }
        return InputException.at(
                file + ":1",
                problem + " among " + Shown.list(header)
                        + (Suggestion.nearest(wanted, header).isPresent()
                                ? Suggestion.clause(wanted, header)
                                : "; name one of these"));
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
