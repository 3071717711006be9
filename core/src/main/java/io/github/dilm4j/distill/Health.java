package io.github.dilm4j.distill;

import io.github.dilm4j.base.InputException;

/** Stops a training whose numbers have stopped being numbers. */
public final class Health {
    private Health() {}

    /** @throws InputException naming the loop, the step and the figure, if {@code value} is NaN or infinite */
    public static void requireFinite(String loop, long step, String figure, double value) {
        if (!Double.isFinite(value)) {
            throw new InputException(
                    loop + ": the " + figure + " of step " + step + " is " + value + "; lower its learning rate");
        }
    }
}
