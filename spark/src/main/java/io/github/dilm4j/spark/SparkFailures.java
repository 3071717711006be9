package io.github.dilm4j.spark;

import java.io.IOException;
import java.io.UncheckedIOException;

/** What Spark tells in many lines, in one sentence. */
final class SparkFailures {
    private SparkFailures() {}

    /** @param then what to do, or what is kept */
    static UncheckedIOException gaveUp(Throwable why, String then) {
        return new UncheckedIOException("Spark gave up: " + reason(why) + "; " + then, new IOException(why));
    }

    /** The first line of the message. */
    static String reason(Throwable why) {
        return String.valueOf(why.getMessage()).lines().findFirst().orElse("");
    }
}
