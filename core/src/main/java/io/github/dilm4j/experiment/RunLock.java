package io.github.dilm4j.experiment;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.IoReason;
import io.github.dilm4j.run.RunFolder;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Keeps a second process out of a run folder. The system drops the lock when the process dies, however it dies. */
public final class RunLock implements AutoCloseable {
    private final FileChannel channel;

    private RunLock(FileChannel channel) {
        this.channel = channel;
    }

    /** @throws InputException if another process holds the folder, or it cannot be written to */
    public static RunLock of(Path folder) {
        Path file = new RunFolder(folder).lock();
        FileChannel channel;
        try {
            Files.createDirectories(folder);
            channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new InputException(folder + ": cannot be written to; choose another folder with --out", e);
        }
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return new RunLock(channel);
            }
        } catch (OverlappingFileLockException sameProcess) {
            closed(channel);
            throw inUse(folder);
        } catch (IOException e) {
            closed(channel);
            throw new InputException(folder + ": cannot be locked (" + IoReason.of(e) + ")", e);
        }
        closed(channel);
        throw inUse(folder);
    }

    /** Whether a run was ever begun in the folder. */
    public static boolean knows(Path folder) {
        return Files.isRegularFile(new RunFolder(folder).lock());
    }

    @Override
    public void close() {
        closed(channel);
    }

    private static InputException inUse(Path folder) {
        return InputException.at(
                folder, "another process is working on this run; wait for it, or choose another --out");
    }

    private static void closed(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException releasedAnyway) {
            return;
        }
    }
}
