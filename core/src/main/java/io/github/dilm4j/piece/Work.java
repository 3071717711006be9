package io.github.dilm4j.piece;

import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * The common part of pieces of one kind: models, settings, test data. It can be sent to another machine.
 *
 * @param <P> the input of a piece
 * @param <R> the result of a piece
 */
public interface Work<P extends Serializable, R extends Serializable> extends Serializable {
    /** The folders of the models that it reads, on this machine. */
    List<String> models();

    /**
     * The folder into which a piece writes files, on this machine, for results that are too large for memory. The
     * workbench seals it when it is complete ({@link io.github.dilm4j.base.SealedFolder}).
     */
    default Optional<Path> folder(P input) {
        return Optional.empty();
    }

    /** The number of pieces of a task that has this number of cores. */
    default int piecesFor(int cores) {
        return 1;
    }

    /**
     * Opens the models for the pieces; the caller closes the workbench.
     *
     * @param located maps a folder of {@link #models} or {@link #folder} to its path on the machine that opens it
     */
    Workbench<P, R> open(UnaryOperator<Path> located);

    /**
     * This work, which opens another workbench in this process, such as one whose models are open already. Another
     * machine receives this work alone.
     *
     * @param here like {@link #open}, with the same results
     */
    default Work<P, R> openedHereBy(Function<UnaryOperator<Path>, Workbench<P, R>> here) {
        return new OpenedHere<>(this, here);
    }
}
