package io.github.dilm4j.training;

import io.github.dilm4j.base.Abridged;
import io.github.dilm4j.base.NotFiniteException;
import java.util.Arrays;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/** Stops a training when the loss or a gradient is NaN or infinite. */
public final class FiniteCheck {
    private static final int NAMED = 8;

    private FiniteCheck() {}

    /**
     * Does one step of a training.
     *
     * @param step 1-based, for the message
     * @param batch the training data of the step: {@code rows 4, 7, …}
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

    /** Like {@link #step(String, long, Supplier, DoubleSupplier)}, for work that checks its own values. */
    public static <T> T checked(String loop, long step, Supplier<String> batch, Supplier<T> work) {
        try {
            return work.get();
        } catch (NotFiniteException e) {
            String sentence = loop + ": the " + e.quantity() + " of step " + step + ", on " + batch.get() + ", is "
                    + e.value() + "; lower its learning rate";
            throw new NotFiniteException(sentence, e);
        }
    }

    /** Names rows, 0-based: {@code rows 4, 7, 1 and 5 more}. */
    public static String rows(int[] rows) {
        return "rows "
                + Abridged.list(Arrays.stream(rows).mapToObj(Integer::toString).toList(), NAMED);
    }
}
