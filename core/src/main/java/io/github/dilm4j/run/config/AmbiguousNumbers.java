package io.github.dilm4j.run.config;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.ScalarEvent;

/**
 * Finds words of a YAML text that versions of YAML read differently, as numbers or as text: {@code 010}, {@code 1_000}.
 */
final class AmbiguousNumbers {
    private static final Pattern LEADING_ZERO = Pattern.compile("[-+]?0[0-9_]+");
    private static final Pattern UNDERSCORES = Pattern.compile("[-+]?[0-9][0-9_]*_[0-9_]*(\\.[0-9_]*)?");
    private static final Pattern OTHER_BASE = Pattern.compile("[-+]?0[xob][0-9a-fA-F_]+");

    private AmbiguousNumbers() {}

    /**
     * Returns a sentence for each.
     *
     * @param yaml a text that can be parsed
     * @param place names a line of the text, counted from 1
     */
    static List<String> in(String yaml, Function<Integer, String> place, LoaderOptions limits) {
        List<String> found = new ArrayList<>();
        for (Event event : new Yaml(limits).parse(new StringReader(yaml))) {
            if (event instanceof ScalarEvent scalar && scalar.isPlain()) {
                if (isOne(scalar.getValue())) {
                    found.add(place.apply(scalar.getStartMark().getLine() + 1) + ": " + scalar.getValue()
                            + " can be read as different numbers; "
                            + remedy(scalar.getValue())
                            + ", or in quotes if it is a word");
                }
            }
        }
        return found;
    }

    /** Whether a word needs quotes so that it is not read as a number. */
    static boolean isOne(String word) {
        return !remedy(word).isEmpty();
    }

    private static String remedy(String word) {
        if (UNDERSCORES.matcher(word).matches()) {
            return "write it without '_'";
        }
        if (LEADING_ZERO.matcher(word).matches()) {
            return "write it without the 0 in front";
        }
        return OTHER_BASE.matcher(word).matches() ? "write it as a decimal number" : "";
    }
}
