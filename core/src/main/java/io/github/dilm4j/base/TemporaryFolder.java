package io.github.dilm4j.base;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A new folder that is deleted when it is closed, or when a signal ends the process before. */
public final class TemporaryFolder implements AutoCloseable {
    private static final int ATTEMPTS = 40;
    private static final long PAUSE_MILLIS = 50;

    private final Path path;
    private final Thread onExit;

    /** @param prefix of its name, in the system's folder for temporary files */
    public TemporaryFolder(String prefix) {
        try {
            path = Files.createTempDirectory(prefix);
        } catch (IOException e) {
            throw new UncheckedIOException("the folder for temporary files cannot be used (" + IoReason.of(e) + ")", e);
        }
        onExit = new Thread(this::deleteWhileOthersWrite);
        Runtime.getRuntime().addShutdownHook(onExit);
    }

    public Path path() {
        return path;
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(onExit);
        } catch (IllegalStateException exiting) {
            return; // the shutdown hook deletes it
        }
        Folders.delete(path);
    }

    /**
     * When a signal ends the process, its other threads go on until the hooks are done, and may write to the folder
     * again after it was deleted.
     */
    private void deleteWhileOthersWrite() {
        for (int attempt = 0; attempt < ATTEMPTS && Files.exists(path); attempt++) {
            try {
                Folders.delete(path);
            } catch (UncheckedIOException whileItChanges) {
                // the next attempt deletes the rest
            }
            try {
                Thread.sleep(PAUSE_MILLIS);
            } catch (InterruptedException e) {
                return;
            }
        }
    }
}
