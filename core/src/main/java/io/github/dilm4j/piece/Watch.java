package io.github.dilm4j.piece;

/** Callbacks of a {@link PieceRunner}, on the caller's thread. */
@FunctionalInterface
public interface Watch {
    /** Throws if the work must stop; called between commits. */
    void check();

    /** Called after the commit of pieces that another process did together. */
    default void done(int pieces, Cost cost) {}

    /** A warning for the user; the work goes on. */
    default void warning(String sentence) {}
}
