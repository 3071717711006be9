package io.github.dilm4j.base;

import java.util.List;

/** Lists for sentences. */
public final class Abridged {
    private Abridged() {}

    /** {@code a, b, c and 5 more}. */
    public static String list(List<String> names, int most) {
        String shown = String.join(", ", names.subList(0, Math.min(most, names.size())));
        return names.size() > most ? shown + " and " + (names.size() - most) + " more" : shown;
    }
}
