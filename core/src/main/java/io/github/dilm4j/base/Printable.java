package io.github.dilm4j.base;

import java.util.function.IntPredicate;
import java.util.regex.Pattern;

/** Text from files and arguments, made safe for terminals, messages and cards. */
public final class Printable {
    private static final int REPLACEMENT = 0xFFFD;
    private static final Pattern LINE_END =
            Pattern.compile("[\\n\\x0B\\f\\r\\x85\\u2028\\u2029][\\s\\x85\\u2028\\u2029]*");

    private Printable() {}

    /** With every hidden character replaced but line ends and tabs. */
    public static String of(String text) {
        return replaced(text, c -> isHidden(c) && c != '\n' && c != '\t');
    }

    /** On one line: a line end with the white space after it is a space, and so is a tab. */
    public static String line(String text) {
        return of(LINE_END.matcher(text).replaceAll(" ").replace('\t', ' ').strip());
    }

    /** With every hidden character replaced, line ends and tabs too, so that one can see where they stand. */
    public static String value(String text) {
        return replaced(text, Printable::isHidden);
    }

    /** Whether a character controls what stands around it: line ends, terminal commands, changes of direction. */
    public static boolean isHidden(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL, Character.SURROGATE, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                true;
            case Character.FORMAT -> codePoint != 0x200C && codePoint != 0x200D; // joiners: scripts and emoji need them
            default -> false;
        };
    }

    private static String replaced(String text, IntPredicate bad) {
        StringBuilder safe = new StringBuilder(text.length());
        text.codePoints().forEach(c -> safe.appendCodePoint(bad.test(c) ? REPLACEMENT : c));
        return safe.toString();
    }
}
