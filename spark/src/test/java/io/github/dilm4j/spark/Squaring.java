package io.github.dilm4j.spark;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.NotFiniteException;
import io.github.dilm4j.piece.Work;
import io.github.dilm4j.piece.Workbench;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;

/**
 * Squares numbers. {@code trouble} determines what happens with 13.
 *
 * @param opened the folder in which each opening creates a file
 */
record Squaring(Trouble trouble, String opened) implements Work<Integer, Long>, Workbench<Integer, Long> {
    /** A file that the second attempt creates. */
    static final String TWIN = "twin";

    enum Trouble {
        NONE,
        /** The first attempt fails. */
        FAILS_ONCE,
        ALWAYS_FAILS,
        DIVERGES,
        /** The first attempt kills its process. */
        KILLS_ONCE,
        /** The first attempt ends after its twin, or ends the run after a minute. */
        WAITS_FOR_TWIN
    }

    @Override
    public List<String> models() {
        return List.of();
    }

    @Override
    public Squaring open(UnaryOperator<Path> located) {
        try {
            Files.createTempFile(Path.of(opened), "opened", "");
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public int atOnce() {
        return 1;
    }

    @Override
    public List<Long> apply(List<Integer> numbers) {
        int number = numbers.get(0);
        if (number == 13) {
            cause();
        }
        return List.of((long) number * number);
    }

    private void cause() {
        switch (trouble) {
            case FAILS_ONCE -> {
                if (isFirstTry()) {
                    throw new IllegalStateException("the disk is away");
                }
            }
            case ALWAYS_FAILS -> throw new IllegalStateException("the disk is away");
            case DIVERGES -> throw new NotFiniteException("loss", Double.NaN);
            case KILLS_ONCE -> {
                if (isFirstTry()) {
                    Runtime.getRuntime().halt(3);
                }
            }
            case WAITS_FOR_TWIN -> {
                if (isFirstTry()) {
                    awaitTwin();
                } else {
                    create(TWIN);
                }
            }
            case NONE -> {}
        }
    }

    /** Waits also while Spark interrupts the task, so that both attempts have a result. */
    private void awaitTwin() {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        while (!Files.exists(Path.of(opened, TWIN))) {
            if (System.nanoTime() > end) {
                throw new InputException("there is no twin"); // which is not tried again
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }

    /** Keeps the state in a file, since a process may be killed. */
    private boolean isFirstTry() {
        return create("tried");
    }

    /** Returns whether the file is new. */
    private boolean create(String file) {
        try {
            Files.createFile(Path.of(opened, file));
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        } catch (IOException e) {
            throw new InputException(opened + ": " + e.getMessage());
        }
    }

    @Override
    public void close() {}
}
