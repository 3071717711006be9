package io.github.dilm4j.base;

/**
 * Something the user gave cannot be used. The message is one sentence that says where, what was expected, what was
 * found and what to do; the command line prints it alone and exits with 2.
 */
public sealed class InputException extends RuntimeException permits NotFiniteException {
    private static final long serialVersionUID = 1L;

    public InputException(String message) {
        super(message);
    }

    public InputException(String message, Throwable cause) {
        super(message, cause);
    }

    /** {@code place} is a file, {@code file:line}, or a config key. */
    public static InputException at(Object place, String problem) {
        return new InputException(place + ": " + problem);
    }
}
