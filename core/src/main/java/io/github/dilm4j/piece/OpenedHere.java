package io.github.dilm4j.piece;

import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** A work as in {@link Work#openedHereBy}. */
record OpenedHere<P extends Serializable, R extends Serializable>(
        Work<P, R> work, Function<UnaryOperator<Path>, Workbench<P, R>> here) implements Work<P, R> {
    @Override
    public List<String> models() {
        return work.models();
    }

    @Override
    public Optional<Path> folder(P input) {
        return work.folder(input);
    }

    @Override
    public int piecesFor(int cores) {
        return work.piecesFor(cores);
    }

    @Override
    public Workbench<P, R> open(UnaryOperator<Path> located) {
        return here.apply(located);
    }

    /** Sends another machine the work alone. */
    private Object writeReplace() {
        return work;
    }
}
