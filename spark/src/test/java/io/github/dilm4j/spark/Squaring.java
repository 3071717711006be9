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
import java.util.function.UnaryOperator;

/**
 * Squares numbers. {@code trouble} determines what happens with 13.
 *
 * @param opened the folder in which each opening creates a file
 */
record Squaring(Trouble trouble, String opened) implements Work<Integer, Long>, Workbench<Integer, Long> {
    enum Trouble {
        NONE,
        /** The first attempt fails. */
        FAILS_ONCE,
        ALWAYS_FAILS,
        DIVERGES,
        /** The first attempt kills its process. */
        KILLS_ONCE
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
            case NONE -> {}
        }
    }

    /** Keeps the state in a file, since a process may be killed. */
    private boolean isFirstTry() {
        try {
            Files.createFile(Path.of(opened, "tried"));
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
