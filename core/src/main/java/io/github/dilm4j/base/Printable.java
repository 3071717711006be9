package io.github.dilm4j.base;

import java.util.function.IntPredicate;
import java.util.regex.Pattern;

/** Text from files and arguments, made safe for terminals, messages and cards. */
public final class Printable {
    private static final int REPLACEMENT = 0xFFFD;
    private static final Pattern LINE_END =
            Pattern.compile("[\\n\\x0B\\f\\r\\x85\\u2028\\u2029][\\s\\x85\\u2028\\u2029]*");

    /** The login of an address, which has one slash if it was made a path. */
    private static final Pattern LOGIN = Pattern.compile("(\\b[A-Za-z][A-Za-z0-9+.-]+:/{1,2})[^/\\s'?#]*@");

    private static final Pattern QUERY =
            Pattern.compile("(\\b[A-Za-z][A-Za-z0-9+.-]+:/{1,2}[^\\s'?#]*\\?)[^\\s']*?(?=[:;,)]?(?:[\\s']|$))");

    private Printable() {}

    /** Replaces every hidden character except line ends and tabs. */
    public static String of(String text) {
        return replaced(text, c -> isHidden(c) && c != '\n' && c != '\t');
    }

    /** Puts a sentence on one line like {@link #textLine}. Addresses lose what may be a secret. */
    public static String line(String sentence) {
        return of(withoutSecrets(onOneLine(sentence)));
    }

    /** Puts a text of data on one line: a tab, and a line end with the white space after it, become a space. */
    public static String textLine(String text) {
        return of(onOneLine(text));
    }

    private static String onOneLine(String text) {
        return LINE_END.matcher(text).replaceAll(" ").replace('\t', ' ').strip();
    }

    private static String withoutSecrets(String line) {
        return QUERY.matcher(LOGIN.matcher(line).replaceAll("$1…@")).replaceAll("$1…");
    }

    /** Replaces every hidden character, including line ends and tabs, by a visible one. */
    public static String value(String text) {
        return replaced(text, Printable::isHidden);
    }

    /** Whether a character is a control: a line end, a terminal command or a change of direction. */
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
