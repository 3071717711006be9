package io.github.dilm4j.hub;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Lets one download of ours write a blob's incomplete file at a time: two would cut off and rename what the other writes.
 * The system drops the lock when the process dies, however it dies. Python's client is not kept out: its locks are of another
 * kind (flock), which this one (fcntl) neither sees nor stops on most systems. It writes to a file of another name, and either
 * puts the same content in the blob's place.
 */
final class BlobLock implements AutoCloseable {
    private static final long WAIT_MILLIS = 50;

    private final FileChannel channel;

    private BlobLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Waits until no other download, of this process or another, holds the lock.
     *
     * @throws InterruptedIOException if the thread is interrupted meanwhile
     * @throws IOException if the file cannot be made or locked
     */
    static BlobLock of(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            while (!isLocked(channel)) {
                Thread.sleep(WAIT_MILLIS);
            }
            return new BlobLock(channel);
        } catch (InterruptedException e) {
            channel.close();
            Thread.currentThread().interrupt();
            InterruptedIOException stopped = new InterruptedIOException("interrupted");
            stopped.initCause(e);
            throw stopped;
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
