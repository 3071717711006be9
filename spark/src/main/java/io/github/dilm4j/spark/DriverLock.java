package io.github.dilm4j.spark;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.Interruption;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A file that one driver at a time holds, in a file system without locks. Its creation is atomic. The holder counts in a
 * second file, which it alone writes. If the count does not change for some beats, the holder was killed, and another
 * driver takes the lock. The drivers compare no clocks and no times of files: {@code s3a://} cannot renew a file's time.
 */
final class DriverLock {
    private static final int BEATS = 3; // until a lock counts as left

    private final FileSystem files;
    private final Path file;
    private final String token;
    private long count;

    private DriverLock(FileSystem files, Path file, String token) {
        this.files = files;
        this.file = file;
        this.token = token;
    }

    /**
     * Takes the lock.
     *
     * @param beat the time between two calls of {@link #renew}
     * @throws InputException if another driver holds it
     */
    static DriverLock of(FileSystem files, Path file, Duration beat) throws IOException {
        DriverLock lock = new DriverLock(files, file, UUID.randomUUID().toString());
        if (!lock.create()) {
            String held = lock.content(file);
            String before = lock.countOf(held);
            Interruption.sleep(beat.multipliedBy(BEATS));
            boolean isLeft = held.equals(lock.content(file)) && before.equals(lock.countOf(held));
            if (!isLeft || !lock.takeFrom(held)) {
                throw InputException.at(
                        file.getParent(), "another driver works on this run; wait for it, or choose another --out");
            }
        }
        return lock;
    }

    private boolean create() throws IOException {
        try {
            write(file, false, token);
        } catch (IOException e) {
            if (files.exists(file)) {
                return false;
            }
            throw e;
        }
        return isHeld();
    }

    /** Moves a lock that was left out of the way, which only one of several drivers can, and takes its place. */
    private boolean takeFrom(String held) throws IOException {
        Path aside = file.suffix("-" + token);
        if (!files.rename(file, aside)) {
            return false;
        }
        if (!held.equals(content(aside))) { // of a driver that was quicker
            files.rename(aside, file);
            return false;
        }
        files.delete(aside, false);
        files.delete(counter(held), false);
        return create();
    }

    /** Whether no other driver has taken it. */
    boolean isHeld() throws IOException {
        try {
            return token.equals(content(file));
        } catch (FileNotFoundException gone) {
            return false;
        }
    }

    private Path counter(String holder) {
        return file.suffix("-count-" + holder);
    }

    /** Empty before the first renewal. */
    private String countOf(String holder) throws IOException {
        try {
            return content(counter(holder));
        } catch (FileNotFoundException none) {
            return "";
        }
    }

    private String content(Path of) throws IOException {
        try (FSDataInputStream in = files.open(of)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private void write(Path to, boolean replace, String content) throws IOException {
        try (FSDataOutputStream out = files.create(to, replace)) {
            out.write(content.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Shows that this driver is alive. */
    void renew() throws IOException {
        count++;
        write(counter(token), true, Long.toString(count));
    }

    void release() throws IOException {
        if (isHeld()) {
            files.delete(file, false);
        }
        files.delete(counter(token), false);
    }
}
