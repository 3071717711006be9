package io.github.dilm4j.base;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Finds the known name that the user probably meant. */
public final class Suggestion {
    private Suggestion() {}

    /**
     * The nearest of the known names by edit distance, letter case aside, or the first of several equally near ones.
     * Empty if none is within about a third of the typed name's length (1 for up to 4 letters, 2 for up to 7).
     */
    public static Optional<String> nearest(String typed, Collection<String> known) {
        int allowed = Math.max(1, (typed.length() + 1) / 3);
        String nearest = null;
        int least = allowed + 1;
        for (String name : known) {
            if (name.isBlank()) {
                continue; // of a header
            }
            int distance = distance(typed.toLowerCase(Locale.ROOT), name.toLowerCase(Locale.ROOT));
            if (distance < least) {
                least = distance;
                nearest = name;
            }
        }
        return Optional.ofNullable(nearest);
    }

    /** {@code ", did you mean 'name'?"} or the empty string, to end a sentence with. */
    public static String clause(String typed, Collection<String> known) {
        return nearest(typed, known)
                .map(name -> ", did you mean '" + name + "'?")
                .orElse("");
    }

    /** Levenshtein's distance: insertions, deletions and replacements. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1]; // row[j]: distance of a's first i letters to b's first j
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
