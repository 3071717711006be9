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
