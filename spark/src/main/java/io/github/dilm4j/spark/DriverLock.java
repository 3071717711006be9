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
 * A file that one driver at a time holds, in a file system without locks. Its creation is atomic, and its holder renews
 * its time. A lock whose time does not change for some beats was left by a driver that was killed. No clocks are
 * compared.
 */
final class DriverLock {
    private static final int BEATS = 3; // until a lock counts as left
    private static final long STEP_MILLIS = 2000; // some file systems store whole seconds

    private final FileSystem files;
    private final Path file;
    private final String token;
    private long time;

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
            String held = lock.content();
            long before = files.getFileStatus(file).getModificationTime();
            Interruption.sleep(beat.multipliedBy(BEATS));
            boolean isLeft = held.equals(lock.content())
                    && before == files.getFileStatus(file).getModificationTime();
            if (!isLeft || !lock.takeFrom(held)) {
                throw InputException.at(
                        file.getParent(), "another driver works on this run; wait for it, or choose another --out");
            }
        }
        return lock;
    }

    private boolean create() throws IOException {
        try (FSDataOutputStream out = files.create(file, false)) {
            out.write(token.getBytes(StandardCharsets.UTF_8));
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
        try (FSDataInputStream in = files.open(aside)) {
            if (!held.equals(text(in))) { // of a driver that was quicker
                files.rename(aside, file);
                return false;
            }
        }
        files.delete(aside, false);
        return create();
    }

    /** Whether no other driver has taken it. */
    boolean isHeld() throws IOException {
        try {
            return token.equals(content());
        } catch (FileNotFoundException gone) {
            return false;
        }
    }

    private String content() throws IOException {
        try (FSDataInputStream in = files.open(file)) {
            return text(in);
        }
    }

    private static String text(FSDataInputStream in) throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }

    /** Shows that this driver is alive. */
    void renew() throws IOException {
        time = Math.max(System.currentTimeMillis(), time + STEP_MILLIS);
        files.setTimes(file, time, -1);
    }

    void release() throws IOException {
        if (isHeld()) {
            files.delete(file, false);
        }
    }
}
