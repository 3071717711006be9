package io.github.dilm4j.distill;

import io.github.dilm4j.base.Abridged;
import io.github.dilm4j.base.NotFiniteException;
import java.util.Arrays;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/** Stops a training whose numbers have stopped being numbers. */
public final class Health {
    private static final int NAMED = 8;

    private Health() {}

    /**
     * One step of a training.
     *
     * @param step counted from 1
     * @param batch what the step is on: {@code rows 4, 7, …}
     * @param work returns the step's loss
     * @return the loss
     * @throws NotFiniteException naming the loop, the step and the batch, if the loss or a gradient is NaN or infinite
     */
    public static double step(String loop, long step, Supplier<String> batch, DoubleSupplier work) {
        return checked(loop, step, batch, () -> {
            double loss = work.getAsDouble();
            if (!Double.isFinite(loss)) {
                throw new NotFiniteException("loss", loss);
            }
            return loss;
        });
    }

    /** As {@link #step(String, long, Supplier, DoubleSupplier)}, for work that looks at its numbers itself. */
    public static <T> T checked(String loop, long step, Supplier<String> batch, Supplier<T> work) {
        try {
            return work.get();
        } catch (NotFiniteException e) {
            String sentence = loop + ": the " + e.figure() + " of step " + step + ", on " + batch.get() + ", is "
                    + e.value() + "; lower its learning rate";
            throw new NotFiniteException(sentence, e.figure(), e.value());
        }
    }

    /** {@code rows 4, 7, 1 and 5 more}, counted from 0. */
    public static String rows(int[] rows) {
        return "rows "
                + Abridged.list(Arrays.stream(rows).mapToObj(Integer::toString).toList(), NAMED);
    }
}
