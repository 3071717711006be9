package io.github.dilm4j.piece;

import io.github.dilm4j.base.NotFiniteException;
import java.io.Serializable;
import java.util.List;
import java.util.stream.Collectors;

/** A {@link Work} whose models are open. One thread uses it at a time. */
public interface Workbench<P extends Serializable, R extends Serializable> extends AutoCloseable {
    /** How many pieces it does side by side. */
    int atOnce();

    /**
     * Does pieces side by side; what becomes of one does not depend on the others.
     *
     * @param inputs at most {@link #atOnce}
     * @return in their order
     */
    List<R> apply(List<P> inputs);

    @Override
    void close();

    /**
     * As {@link #apply}, for whole pieces.
     *
     * @throws NotFiniteException if a training diverges; the message begins with the pieces that it may be
     */
    default List<R> run(List<Piece<P>> pieces) {
        try {
            return apply(pieces.stream().map(Piece::input).toList());
        } catch (NotFiniteException e) {
            String names = pieces.stream().map(Piece::name).collect(Collectors.joining(" or "));
            throw new NotFiniteException(names + ": " + e.getMessage(), e);
        }
    }
}
