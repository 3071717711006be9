package io.github.dilm4j.piece;

import io.github.dilm4j.base.NotFiniteException;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tensor.Workers;
import java.io.Serializable;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
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
     * A workbench without models that does as many pieces at a time as there are workers.
     *
     * @param begin begins a piece on the caller's thread; the rest may run on any thread
     */
    static <P extends Serializable, R extends Serializable> Workbench<P, R> sideBySide(Function<P, Supplier<R>> begin) {
        return new Workbench<>() {
            @Override
            public int atOnce() {
                return Workers.count(Device.CPU);
            }

            @Override
            public List<R> apply(List<P> inputs) {
                return Workers.results(Device.CPU, inputs.stream().map(begin).toList());
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
