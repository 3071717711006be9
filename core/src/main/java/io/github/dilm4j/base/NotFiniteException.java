package io.github.dilm4j.base;

/** A value of a training is NaN or infinite; the step that it belongs to has not been taken. */
public final class NotFiniteException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String quantity;
    private final double value;

    public NotFiniteException(String quantity, double value) {
        this("the " + quantity + " is " + value + "; lower the learning rate", quantity, value);
    }

    public NotFiniteException(String sentence, String quantity, double value) {
        super(Printable.line(sentence));
        this.quantity = quantity;
        this.value = value;
    }

    /** The same failure in a sentence that says more about it. */
    public NotFiniteException(String sentence, NotFiniteException cause) {
        super(Printable.line(sentence), cause);
        this.quantity = cause.quantity;
        this.value = cause.value;
    }

    /** {@code loss}, {@code gradient norm}. */
    public String quantity() {
        return quantity;
    }

    public double value() {
        return value;
    }
}
