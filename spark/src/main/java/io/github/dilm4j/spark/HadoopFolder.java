package io.github.dilm4j.spark;

import io.github.dilm4j.base.Folders;
import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.IoReason;
import io.github.dilm4j.piece.RemoteFolder;
import io.github.dilm4j.run.RunFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.fs.FileSystem;

/**
 * A run folder on a file system of Hadoop. One thread copies what is finished, another one renews the lock. A driver
 * that is killed loses what it finished after the last copy, and another one goes on there, on any machine.
 */
final class HadoopFolder implements RemoteFolder {
    /** Held by the driver that works on the run. */
    static final String LOCK = "driver.lock";

    private static final int IDLE = 9; // so that copies take a tenth of the time

    private final String address;
    private final Path local;
    private final FolderMirror mirror;
    private final DriverLock lock;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final List<Thread> threads;

    /** Something that is done until the folder is closed. */
    private interface Work {
        void run() throws IOException;
    }

    private HadoopFolder(String address, Path local, FolderMirror mirror, DriverLock lock, Duration beat) {
        this.address = address;
        this.local = local;
        this.mirror = mirror;
        this.lock = lock;
        this.threads = List.of(every(beat, 0, lock::renew), every(beat, IDLE, this::push));
        threads.forEach(Thread::start);
    }

    /**
     * Opens the folder, or creates it.
     *
     * @param address as the user gave it
     * @param beat the shortest time between copies, and that between signs of life
     */
    static HadoopFolder open(FileSystem files, String address, Duration beat) throws IOException {
        org.apache.hadoop.fs.Path remote = new org.apache.hadoop.fs.Path(address);
        files.mkdirs(remote);
        String known = new RunFolder(Path.of("")).lock().toString(); // every run has it
        if (!files.exists(new org.apache.hadoop.fs.Path(remote, known))
                && Arrays.stream(files.listStatus(remote))
                        .anyMatch(entry -> !entry.getPath().getName().startsWith(LOCK))) {
            throw InputException.at(address, "holds files, but no run; choose another folder with --out");
        }
        DriverLock lock = DriverLock.of(files, new org.apache.hadoop.fs.Path(remote, LOCK), beat);
        try {
            Path local = Files.createTempDirectory("dilm4j-run");
            FolderMirror mirror = new FolderMirror(local, files, remote);
            mirror.restore();
            return new HadoopFolder(address, local, mirror, lock, beat);
        } catch (IOException e) {
            lock.release();
            throw e;
        }
    }

    /** @param idle the pause is at least this number times as long as the last work took */
    private Thread every(Duration beat, int idle, Work work) {
        Thread thread = new Thread(() -> {
            long pause = beat.toNanos();
            while (!isClosedAfter(pause)) {
                long begin = System.nanoTime();
                try {
                    work.run();
                } catch (IOException again) {
                    // the next time may succeed; the last copy reports its failure
                } finally {
                    pause = Math.max(beat.toNanos(), idle * (System.nanoTime() - begin));
                }
            }
        });
        thread.setDaemon(true);
        return thread;
    }

    private boolean isClosedAfter(long nanos) {
        try {
            return closed.await(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            return true;
        }
    }

    private void push() throws IOException {
        if (!lock.isHeld()) {
            throw new IOException("another driver has taken over the run");
        }
        mirror.push();
    }

    @Override
    public Path local() {
        return local;
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            for (Thread thread : threads) {
                thread.join();
            }
            push();
            lock.release();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted; the run is kept in " + local, e);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    address + ": cannot be written (" + IoReason.of(e) + "); the run is kept in " + local, e);
        }
        Folders.delete(local);
    }
}
