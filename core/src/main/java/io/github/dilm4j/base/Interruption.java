package io.github.dilm4j.base;

import java.io.InterruptedIOException;
import java.time.Duration;

/** An interrupted wait as a failure of input and output. The thread stays marked as interrupted. */
public final class Interruption {
    private Interruption() {}

    /**
     * Waits.
     *
     * @param wait none if it is negative
     * @throws InterruptedIOException if the thread is interrupted meanwhile
     */
    public static void sleep(Duration wait) throws InterruptedIOException {
        try {
            Thread.sleep(Math.max(0, wait.toMillis()));
        } catch (InterruptedException e) {
            throw of(e);
        }
    }

    public static InterruptedIOException of(InterruptedException e) {
        Thread.currentThread().interrupt();
        InterruptedIOException stopped = new InterruptedIOException("interrupted");
        stopped.initCause(e);
        return stopped;
    }
}
