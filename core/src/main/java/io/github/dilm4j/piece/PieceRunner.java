package io.github.dilm4j.piece;

import java.io.Serializable;
import java.util.List;
import java.util.function.BiConsumer;

/** Does pieces of work somewhere: in this process, or on the executors of a cluster. */
public interface PieceRunner {
    /** In this process, in the order of the pieces. */
    PieceRunner LOCAL = new LocalPieceRunner();

    /**
     * Does all pieces and returns when each is committed.
     *
     * @param commit receives each piece and its result once, on the caller's thread, as soon as the result exists
     */
    <P extends Serializable, R extends Serializable> void run(
            Work<P, R> work, List<Piece<P>> pieces, Watch watch, BiConsumer<Piece<P>, R> commit);
}
