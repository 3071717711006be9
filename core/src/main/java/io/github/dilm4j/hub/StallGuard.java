package io.github.dilm4j.hub;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Closes a stream that has delivered no byte for a while, so that its reader does not wait forever. */
final class StallGuard implements AutoCloseable {
    private final AtomicLong last = new AtomicLong(System.nanoTime());
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "hub-stall-guard");
        thread.setDaemon(true);
        return thread;
    });

    StallGuard(InputStream stream, Duration longest) {
        long every = Math.max(1, longest.toMillis() / 4);
        var unused = clock.scheduleWithFixedDelay(
                () -> {
                    if (System.nanoTime() - last.get() > longest.toNanos()) {
                        closeQuietly(stream);
                    }
                },
                every,
                every,
                TimeUnit.MILLISECONDS);
    }

    /** Records that a byte has arrived. */
    void alive() {
        last.set(System.nanoTime());
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }

    private static void closeQuietly(InputStream stream) {
        try {
            stream.close();
        } catch (IOException closedAnyway) {
            return;
        }
    }
}
