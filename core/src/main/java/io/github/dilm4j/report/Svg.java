package io.github.dilm4j.report;

import java.util.Locale;

/** Writes SVG elements. The page's style sheet sets the looks by class; every text and attribute is escaped here. */
final class Svg {
    private static final int COLOURS = 6; // of the style sheet: s0 to s5

    private final StringBuilder out = new StringBuilder();

    private Svg() {}

    /** A drawing that scales with the page; {@code label} is for screen readers. */
    static Svg open(double width, double height, String label) {
        return new Svg()
                .start(
                        "svg",
                        "viewBox",
                        "0 0 " + number(width) + " " + number(height),
                        "role",
                        "img",
                        "aria-label",
                        label);
    }

    /** The text of the drawing. */
    String close() {
        return end("svg").out.toString();
    }

    Svg start(String name, Object... attributes) {
        out.append('<').append(name);
        attributes(attributes);
        out.append('>');
        return this;
    }

    Svg end(String name) {
        out.append("</").append(name).append('>');
        return this;
    }

    Svg empty(String name, Object... attributes) {
        out.append('<').append(name);
        attributes(attributes);
        out.append("/>");
        return this;
    }

    Svg line(String style, double x1, double y1, double x2, double y2) {
        return empty("line", "class", style, "x1", x1, "y1", y1, "x2", x2, "y2", y2);
    }

    /** {@code style} may hold {@code start}, {@code middle} or {@code end}: the part of the text at x. */
    Svg text(String style, double x, double y, String text) {
        start("text", "class", style, "x", x, "y", y).out.append(Untrusted.escape(text));
        return end("text");
    }

    /** The tooltip of the element that was started last. */
    Svg hover(String text) {
        start("title").out.append(Untrusted.escape(text));
        return end("title");
    }

    /** The class that gives a line or a label its colour; the colours repeat. */
    static String colour(int number) {
        return "s" + number % COLOURS;
    }

    static String number(double value) {
        String text = String.format(Locale.ROOT, "%.1f", value);
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }

    private void attributes(Object... attributes) {
        for (int i = 0; i < attributes.length; i += 2) {
            Object value = attributes[i + 1];
            String text = value instanceof Number n ? number(n.doubleValue()) : value.toString();
            out.append(' ')
                    .append(attributes[i])
                    .append("=\"")
                    .append(Untrusted.escape(text))
                    .append('"');
        }
    }
}
