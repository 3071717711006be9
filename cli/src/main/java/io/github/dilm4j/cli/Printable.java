package io.github.dilm4j.cli;

/** Text from files and arguments, made safe for a terminal. */
final class Printable {
    private static final int REPLACEMENT = 0xFFFD;

    private Printable() {}

    /** With every control and direction-changing character replaced; line ends and tabs stay. */
    static String of(String text) {
        StringBuilder safe = new StringBuilder(text.length());
        text.codePoints().forEach(c -> safe.appendCodePoint(harmless(c) ? c : REPLACEMENT));
        return safe.toString();
    }

    /** As {@link #of}, on one line. */
    static String line(String text) {
        return of(text.replaceAll("\\s+", " ").strip());
    }

    private static boolean harmless(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL -> c == '\n' || c == '\t';
            case Character.FORMAT -> c == 0x200C || c == 0x200D; // joiners: scripts and emoji need them
            case Character.SURROGATE, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
