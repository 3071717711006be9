package io.github.dilm4j.base;

import java.nio.file.Path;
import java.util.function.Supplier;

/** Turns a lack of Java memory into a message. */
public final class JavaMemory {
    private static final double MEGABYTE = 1e6;

    private JavaMemory() {}

    /**
     * Reads a file or folder, and names it if it does not fit: a small damaged file can claim to hold gigabytes.
     *
     * @throws InputException if Java's memory is used up by the reading
     */
    public static <T> T holding(Path file, Supplier<T> read) {
        try {
            return read.get();
        } catch (OutOfMemoryError e) {
            if (isLackOfThreads(e)) {
                throw e;
            }
            throw new InputException(
                    file + ": does not fit into Java's memory of "
                            + Math.round(Runtime.getRuntime().maxMemory() / MEGABYTE)
                            + " MB; check that it is the file that you mean, or give Java more (-Xmx; for the command"
                            + " line, DILM_OPTS=-Xmx8g)",
                    e);
        }
    }

    /** Whether the system refused a thread, which Java reports as a lack of memory. */
    public static boolean isLackOfThreads(OutOfMemoryError e) {
        return e.getMessage() != null && e.getMessage().contains("native thread");
    }
}
