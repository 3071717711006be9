package io.github.dilm4j.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Shortens Spark's failures to one sentence. */
final class SparkFailures {
    /** The system ends a process that takes too much memory, or Java refuses it. */
    private static final List<String> WITHOUT_MEMORY = List.of("ExecutorLostFailure", "OutOfMemoryError");

    private SparkFailures() {}

    /** @param then what to do, or what was kept */
    static UncheckedIOException gaveUp(Throwable why, String then) {
        String reason = reason(why);
        String memory = WITHOUT_MEMORY.stream().anyMatch(reason::contains)
                ? "if the executors ran out of memory, raise spark.executor.memory or spark.executor.memoryOverhead; "
                : "";
        return new UncheckedIOException("Spark gave up: " + reason + "; " + memory + then, new IOException(why));
    }

    /**
     * Why an address cannot be used, in brackets, and what to do.
     *
     * @param otherwise what to do if the libraries have the file system of the address
     */
    static String unusable(Throwable why, String otherwise) {
        for (Throwable cause = why; cause != null; cause = cause.getCause()) {
            if (cause instanceof ClassNotFoundException) {
                return "(" + reason(cause) + "); add the library that has it, such as hadoop-aws (docs/scale.md)";
            }
        }
        return "(" + reason(why) + "); " + otherwise;
    }

    /** The first line of the message. */
    static String reason(Throwable why) {
        return String.valueOf(why.getMessage()).lines().findFirst().orElse("");
    }

    /** The first line of the message of the first cause. */
    static String rootReason(Throwable why) {
        Throwable root = why;
        while (root.getCause() != null && root.getCause().getMessage() != null) {
            root = root.getCause();
        }
        return reason(root);
    }
}
