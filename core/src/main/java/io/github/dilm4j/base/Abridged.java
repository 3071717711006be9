package io.github.dilm4j.base;

import java.util.List;

/** Lists and texts that are too long to be shown whole. */
public final class Abridged {
    private Abridged() {}

    /** {@code a, b, c and 5 more}. */
    public static String list(List<String> names, int most) {
        String shown = String.join(", ", names.subList(0, Math.min(most, names.size())));
        return names.size() > most ? shown + " and " + (names.size() - most) + " more" : shown;
    }

    /** {@code a long te…}: at most so many code points. */
    public static String text(String text, int most) {
        return text.codePointCount(0, text.length()) <= most
                ? text
                : text.substring(0, text.offsetByCodePoints(0, most - 1)) + "…";
    }
}
