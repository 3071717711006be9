package io.github.dilm4j.base;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A lock file that one thread of one process holds at a time. The system drops the lock when the process dies, however
 * it dies. Locks of another kind (flock, which Python's {@code filelock} takes) neither see it nor stop it on most
 * systems.
 */
public final class ProcessLock implements AutoCloseable {
    private static final long WAIT_MILLIS = 50;

    private final FileChannel channel;

    private ProcessLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Waits until no other, of this process or another, holds the lock.
     *
     * @throws java.io.InterruptedIOException if the thread is interrupted meanwhile
     * @throws IOException if the file cannot be made or locked
     */
    public static ProcessLock of(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            while (!isLocked(channel)) {
                Thread.sleep(WAIT_MILLIS);
            }
            return new ProcessLock(channel);
        } catch (InterruptedException e) {
            channel.close();
            throw Interruption.of(e);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException heldInThisProcess) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
