package io.github.dilm4j.data;

import io.github.dilm4j.base.Printable;
import java.util.List;
import java.util.stream.Collectors;

/** Formats values from files for messages: shortened to a readable length, with hidden characters made visible. */
public final class Shown {
    private static final int LONGEST_VALUE = 60;
    private static final int LONGEST_LIST = 12;

    private Shown() {}

    static String value(String value) {
        String cut = value.length() <= LONGEST_VALUE ? value : value.substring(0, LONGEST_VALUE) + "…";
        return Printable.value(cut);
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
        String first = values.stream().limit(LONGEST_LIST).map(Shown::element).collect(Collectors.joining(", "));
        int more = values.size() - LONGEST_LIST;
        return "[" + first + (more > 0 ? ", and " + more + " more" : "") + "]";
    }

    private static String element(String value) {
        return value.contains(",") ? quoted(value) : value(value);
    }
}
