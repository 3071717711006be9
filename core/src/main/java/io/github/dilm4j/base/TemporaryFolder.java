package io.github.dilm4j.base;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A new folder that is deleted when it is closed, or when a signal ends the process before. */
public final class TemporaryFolder implements AutoCloseable {
    private final Path path;
    private final Thread onExit;

    /** @param prefix of its name, in the system's folder for temporary files */
    public TemporaryFolder(String prefix) {
        try {
            path = Files.createTempDirectory(prefix);
        } catch (IOException e) {
            throw new UncheckedIOException("the folder for temporary files cannot be used (" + IoReason.of(e) + ")", e);
        }
        onExit = new Thread(() -> Folders.delete(path));
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
}
