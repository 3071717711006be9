package io.github.dilm4j.data;

import io.github.dilm4j.base.Printable;
import java.math.BigDecimal;
import java.text.Normalizer;
import java.util.Locale;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;

/** The normal form of texts and labels, whether they come from a file, a config or a command. */
final class Normalised {
    private static final Pattern BOOLEAN = Pattern.compile("true|false", Pattern.CASE_INSENSITIVE);
    private static final Pattern FLOAT =
            Pattern.compile("-?(?:0|[1-9][0-9]{0,17})\\.[0-9]{0,40}(?:[eE][+-]?[0-9]{1,2})?");

    private static final int LONGEST_NUMBER = 18; // digits that fit a long
    private static final int NEXT_LINE = 0x85;

    private Normalised() {}

    /** Removes the white space that Python's {@code str.strip} removes, including no-break spaces. */
    static String text(String raw) {
        return without(raw, Normalised::isSpace);
    }

    /**
     * Like {@link #text}, also without hidden characters at the ends, such as byte order marks and spaces of no width,
     * and with composed characters (NFC). Whole numbers lose their fraction, since data frames with
     * gaps write 1 as {@code 1.0}. Booleans become lower case: data frames write {@code True}, JSON {@code true},
     * spreadsheets {@code TRUE}.
     */
    static String label(String raw) {
        String name = Normalizer.normalize(without(raw, c -> isSpace(c) || isHidden(c)), Normalizer.Form.NFC);
        if (BOOLEAN.matcher(name).matches()) {
            return name.toLowerCase(Locale.ROOT);
        }
        return FLOAT.matcher(name).matches() ? number(name) : name;
    }

    private static String number(String name) {
        BigDecimal value = new BigDecimal(name).stripTrailingZeros();
        boolean whole = value.scale() <= 0 && value.precision() - value.scale() <= LONGEST_NUMBER;
        return whole ? value.toBigInteger().toString() : name;
    }

    /** Removes characters at both ends. */
    private static String without(String raw, IntPredicate removed) {
        int begin = 0;
        int end = raw.length();
        while (begin < end && removed.test(raw.charAt(begin))) {
            begin++;
        }
        while (begin < end && removed.test(raw.charAt(end - 1))) {
            end--;
        }
        return raw.substring(begin, end);
    }

    private static boolean isSpace(int c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == NEXT_LINE;
    }

    private static boolean isHidden(int c) {
        return Printable.isHidden(c) && Character.getType(c) != Character.SURROGATE; // half of a visible character
    }
}
