package io.github.dilm4j.base;

/** A value of a training is NaN or infinite; the step that it belongs to has not been taken. */
public final class NotFiniteException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String figure;
    private final double value;

    public NotFiniteException(String figure, double value) {
        this("the " + figure + " is " + value + "; lower the learning rate", figure, value);
    }

    public NotFiniteException(String sentence, String figure, double value) {
        super(Printable.line(sentence));
        this.figure = figure;
        this.value = value;
    }

    /** The same failure in a sentence that says more about it. */
    public NotFiniteException(String sentence, NotFiniteException cause) {
        super(Printable.line(sentence), cause);
        this.figure = cause.figure;
        this.value = cause.value;
    }

    /** {@code loss}, {@code gradient norm}. */
    public String figure() {
        return figure;
    }

    public double value() {
        return value;
    }
}
