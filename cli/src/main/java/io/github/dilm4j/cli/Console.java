package io.github.dilm4j.cli;

import io.github.dilm4j.base.Printable;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/**
 * The outputs of a command.
 *
 * @param out results, and nothing else
 * @param err progress, warnings, errors
 * @param terminal whether {@code err} is one, so that a line can be drawn again
 * @param columns width of the terminal
 */
record Console(PrintWriter out, PrintWriter err, boolean terminal, int columns) {
    private static final int NARROWEST = 40;
    private static final int USUAL = 100;

    /** The process's own, in UTF-8; the launcher says by system properties whether there is a terminal. */
    static Console ofProcess() {
        int columns = Integer.getInteger("dilm.columns", USUAL);
        return new Console(
                writer(FileDescriptor.out),
                writer(FileDescriptor.err),
                Boolean.getBoolean("dilm.terminal"),
                columns < NARROWEST ? USUAL : columns);
    }

    /** A line of the result. */
    void result(String line) {
        out.println(Printable.of(line));
        out.flush();
    }

    /** A warning for the user. */
    void warn(String sentence) {
        note("warning: " + sentence);
    }

    /** A line for the user; hidden characters in quoted names and texts are replaced. */
    void note(String line) {
        lines(Printable.line(line));
    }

    /** Lines for the user. */
    void lines(String lines) {
        err.println(Printable.of(lines));
        err.flush();
    }

    private static PrintWriter writer(FileDescriptor descriptor) {
        return new PrintWriter(new OutputStreamWriter(new FileOutputStream(descriptor), StandardCharsets.UTF_8));
    }
}
