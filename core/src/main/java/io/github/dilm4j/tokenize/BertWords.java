package io.github.dilm4j.tokenize;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;

/** BERT's words: split at white space, punctuation and Chinese characters; optionally lower case without accents. */
final class BertWords {
    private final boolean lowerCase;

    BertWords(boolean lowerCase) {
        this.lowerCase = lowerCase;
    }

    List<String> split(String text) {
        String clean = lowerCase ? Normalizer.normalize(text, Normalizer.Form.NFD) : text;
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        clean.codePoints().forEach(c -> {
            if (isSpace(c)) {
                finish(word, words);
            } else if (isRemoved(c)) {
                return;
            } else if (isPunctuation(c) || Character.isIdeographic(c)) {
                finish(word, words);
                words.add(Character.toString(c));
            } else {
                word.appendCodePoint(lowerCase ? Character.toLowerCase(c) : c);
            }
        });
        finish(word, words);
        return words;
    }

    private boolean isRemoved(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.PRIVATE_USE,
                    Character.SURROGATE,
                    Character.UNASSIGNED -> true;
            case Character.NON_SPACING_MARK -> lowerCase;
            default -> c == 0xFFFD;
        };
    }

    private static boolean isSpace(int c) {
        return c == '\t' || c == '\n' || c == '\r' || Character.isSpaceChar(c);
    }

    private static boolean isPunctuation(int c) {
        boolean ascii =
                (c >= '!' && c <= '/') || (c >= ':' && c <= '@') || (c >= '[' && c <= '`') || (c >= '{' && c <= '~');
        return ascii
                || switch (Character.getType(c)) {
                    case Character.CONNECTOR_PUNCTUATION,
                            Character.DASH_PUNCTUATION,
                            Character.START_PUNCTUATION,
                            Character.END_PUNCTUATION,
                            Character.INITIAL_QUOTE_PUNCTUATION,
                            Character.FINAL_QUOTE_PUNCTUATION,
                            Character.OTHER_PUNCTUATION -> true;
                    default -> false;
                };
    }

    private static void finish(StringBuilder word, List<String> words) {
        if (word.length() > 0) {
            words.add(word.toString());
            word.setLength(0);
        }
    }
}
