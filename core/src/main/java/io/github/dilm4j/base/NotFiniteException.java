package io.github.dilm4j.base;

/** A figure of a training is NaN or infinite; the step that it belongs to has not been taken. */
public final class NotFiniteException extends InputException {
    private static final long serialVersionUID = 1L;

    private final String figure;
    private final double value;

    public NotFiniteException(String figure, double value) {
        this("the " + figure + " is " + value + "; lower the learning rate", figure, value);
    }

    public NotFiniteException(String sentence, String figure, double value) {
        super(sentence);
        this.figure = figure;
        this.value = value;
    }

    /** {@code loss}, {@code gradient norm}. */
    public String figure() {
        return figure;
    }

    public double value() {
        return value;
    }
}
