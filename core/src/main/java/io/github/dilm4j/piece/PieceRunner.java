package io.github.dilm4j.piece;

import io.github.dilm4j.base.InputException;
import java.io.Serializable;
import java.nio.file.Path;
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

    /**
     * Copies rows that the cluster reads to a file of JSON lines. Their order depends on the rows alone.
     *
     * @param address a {@link RowAddress}
     * @param fields the ones to copy
     * @param file to be created
     * @throws io.github.dilm4j.base.InputException if there are no such rows, or this is no cluster
     */
    default void copyRows(String address, List<String> fields, Path file) {
        throw InputException.at(
                address,
                "is read by Spark, and this command does not run on it; give the command run a master with --spark, or"
                        + " name a file of this machine");
    }
}
