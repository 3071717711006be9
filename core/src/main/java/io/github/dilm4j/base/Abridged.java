package io.github.dilm4j.base;

import java.util.List;

/** Lists and texts that are too long to be shown whole. */
public final class Abridged {
    private static final int LONGEST_SENTENCE = 2000; // code points: a path may have many
    private static final int SENTENCE_END = 600;

    private Abridged() {}

    /** {@code a, b, c and 5 more}. */
    public static String list(List<String> names, int most) {
        String shown = String.join(", ", names.subList(0, Math.min(most, names.size())));
        return names.size() > most ? shown + " and " + (names.size() - most) + " more" : shown;
    }

    /**
     * Shortens a sentence that holds a long value. It keeps the beginning, which says where, and the end, which says
     * what to do.
     */
    static String sentence(String sentence) {
        int length = sentence.codePointCount(0, sentence.length());
        return length <= LONGEST_SENTENCE
                ? sentence
                : text(sentence, LONGEST_SENTENCE - SENTENCE_END)
                        + sentence.substring(sentence.offsetByCodePoints(0, length - SENTENCE_END));
    }

    /** Shortens a text to at most {@code most} code points: {@code a long te…}. */
    public static String text(String text, int most) {
        return text.codePointCount(0, text.length()) <= most
                ? text
                : text.substring(0, text.offsetByCodePoints(0, most - 1)) + "…";
    }
}
