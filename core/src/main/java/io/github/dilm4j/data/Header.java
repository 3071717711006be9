package io.github.dilm4j.data;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.Suggestion;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The fields that a file has.
 *
 * @param place where it names them, to begin a message with
 * @param noun what its format calls a field
 * @param separators what its format puts between fields; empty if it needs none
 * @param names in their order
 */
record Header(String place, String noun, String separators, List<String> names) {
    private static final String COLUMN = "column";

    /**
     * Reads the header of a table; removes spaces around names.
     *
     * @throws InputException if a name stands twice
     */
    static Header ofTable(String place, String separators, List<String> fields) {
        List<String> names = fields.stream().map(Normalised::text).toList();
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (!name.isEmpty() && !seen.add(name)) {
                throw InputException.at(
                        place, "the header names column " + Shown.quoted(name) + " twice; rename one of them");
            }
        }
        return new Header(place, COLUMN, separators, names);
    }

    static Header ofParquet(Object file, List<String> names) {
        return new Header(file.toString(), COLUMN, "", names);
    }

    static Header ofJson(String place, List<String> names) {
        return new Header(place, "field", "", names);
    }

    int width() {
        return names.size();
    }

    /**
     * Where a field stands among the names.
     *
     * @param key how the user names the field
     * @throws InputException if there is no such field
     */
    int position(String wanted, String key) {
        int position = names.indexOf(wanted);
        if (position < 0) {
            throw missing(wanted, key);
        }
        return position;
    }

    private InputException missing(String wanted, String key) {
        String problem = "there is no " + noun + " " + Shown.quoted(wanted);
        if (width() == 1 && !separators.isEmpty()) {
            return InputException.at(
                    place,
                    problem + ", the whole header is " + Shown.quoted(names.get(0)) + "; separate the columns by "
                            + separators);
        }
        if (width() == 0) {
            return InputException.at(place, problem + ", the object is empty; fill it or remove the row");
        }
        String meant = Suggestion.clause(wanted, names);
        return InputException.at(
                place,
                problem + " among " + Shown.list(names)
                        + (meant.isEmpty() ? "; name one of these with " + key : meant + " Name it with " + key));
    }
}
