package io.github.dilm4j.piece;

import java.nio.file.Path;

/**
 * A folder in a file system of a cluster, which one process at a time works on. It works in a folder of this machine,
 * whose finished files are copied to the cluster again and again, at last by {@link #close}.
 */
public interface RemoteFolder extends AutoCloseable {
    /** The folder of this machine, which begins with what the other one holds. */
    Path local();

    /**
     * Copies the rest and deletes the folder of this machine.
     *
     * @throws java.io.UncheckedIOException if it cannot be copied; the folder of this machine is then kept
     */
    @Override
    void close();
}
