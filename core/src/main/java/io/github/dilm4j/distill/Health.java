package io.github.dilm4j.distill;

/** Stops a training whose numbers have stopped being numbers. */
final class Health {
    private Health() {}

    /** @throws ArithmeticException naming the loop, the step and the figure, if {@code value} is NaN or infinite */
    static void requireFinite(String loop, long step, String figure, double value) {
        if (!Double.isFinite(value)) {
            throw new ArithmeticException(loop + ": the " + figure + " of step " + step + " is " + value
                    + "; lower the learning rate and continue from the last checkpoint");
        }
    }
}
