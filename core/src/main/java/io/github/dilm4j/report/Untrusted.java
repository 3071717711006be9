package io.github.dilm4j.report;

import io.github.dilm4j.base.Printable;
import java.util.Locale;

/**
 * Text from files, made safe for HTML and SVG, in elements and in quoted attributes. Characters that hide, reorder or
 * break the text around them are shown as symbols; line ends and tabs stay.
 */
final class Untrusted {
    private static final int CONTROL_PICTURES = 0x2400;
    private static final int DELETE_PICTURE = 0x2421;

    private Untrusted() {}

    static String escape(String text) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> append(out, c));
        return out.toString();
    }

    private static void append(StringBuilder out, int c) {
        switch (c) {
            case '&' -> out.append("&amp;");
            case '<' -> out.append("&lt;");
            case '>' -> out.append("&gt;");
            case '"' -> out.append("&quot;");
            case '\'' -> out.append("&#39;");
            case '`' -> out.append("&#96;");
            case '\n', '\t' -> out.append((char) c);
            case 0x7F -> out.append((char) DELETE_PICTURE);
            default -> {
                if (c < ' ') {
                    out.append((char) (CONTROL_PICTURES + c));
                } else if (isHidden(c)) {
                    out.append(String.format(Locale.ROOT, "⟨U+%04X⟩", c));
                } else {
                    out.appendCodePoint(c);
                }
            }
        }
    }

    private static boolean isHidden(int c) {
        return Printable.isHidden(c) || Character.getType(c) == Character.UNASSIGNED;
    }
}
