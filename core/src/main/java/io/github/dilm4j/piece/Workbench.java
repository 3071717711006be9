package io.github.dilm4j.piece;

import io.github.dilm4j.base.NotFiniteException;
import java.io.Serializable;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A {@link Work} whose models are open. One thread uses it at a time. */
public interface Workbench<P extends Serializable, R extends Serializable> extends AutoCloseable {
    /**
     * A workbench that does one piece at a time.
     *
     * @param end closes the models
     */
    static <P extends Serializable, R extends Serializable> Workbench<P, R> oneByOne(
            Function<P, R> work, Runnable end) {
        return new Workbench<>() {
            @Override
            public int atOnce() {
                return 1;
            }

            @Override
            public List<R> apply(List<P> inputs) {
                return inputs.stream().map(work).toList();
            }

            @Override
            public void close() {
                end.run();
            }
        };
    }

    /**
     * A workbench without models.
     *
     * @param atOnce number of pieces that {@code work} does in parallel
     * @param work as {@link #apply}
     */
    static <P extends Serializable, R extends Serializable> Workbench<P, R> together(
            int atOnce, Function<List<P>, List<R>> work) {
        return new Workbench<>() {
            @Override
            public int atOnce() {
                return atOnce;
            }

            @Override
            public List<R> apply(List<P> inputs) {
                return work.apply(inputs);
            }

            @Override
            public void close() {
                // no models
            }
        };
    }

    /** The number of pieces that it does in parallel. */
    int atOnce();

    /**
     * Does pieces in parallel; the result of one does not depend on the others.
     *
     * @param inputs at most {@link #atOnce}
     * @return in their order
     */
    List<R> apply(List<P> inputs);

    @Override
    void close();

    /**
     * Like {@link #apply}, for whole pieces.
     *
     * @throws NotFiniteException if a training diverges; the message begins with the pieces that may have diverged
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
