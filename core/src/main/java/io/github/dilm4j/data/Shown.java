package io.github.dilm4j.data;

import io.github.dilm4j.base.Abridged;
import io.github.dilm4j.base.Printable;
import java.util.List;

/** Formats values from files for messages: shortened to a readable length, with hidden characters made visible. */
public final class Shown {
    private static final int LONGEST_VALUE = 61;
    private static final int LONGEST_LIST = 12;

    private Shown() {}

    static String value(String value) {
        return Printable.value(Abridged.text(value, LONGEST_VALUE));
    }

    static String quoted(String value) {
        return "'" + value(value) + "'";
    }

    /** {@code 1 example}, {@code 2 examples}. */
    static String count(long count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }

    /** {@code [a, b, 'c, d']}; of many values, the first few and the number of the others. */
    public static String list(List<String> values) {
        return "[" + Abridged.list(values.stream().map(Shown::element).toList(), LONGEST_LIST) + "]";
    }

    private static String element(String value) {
        return value.contains(",") ? quoted(value) : value(value);
    }
}
