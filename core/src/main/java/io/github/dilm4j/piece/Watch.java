package io.github.dilm4j.piece;

/** What the caller of a {@link PieceRunner} is asked and told meanwhile, on its own thread. */
@FunctionalInterface
public interface Watch {
    /** Throws where the work is to stop; it is called between commits. */
    void check();

    /** Called after the commit of pieces that another process did together. */
    default void done(int pieces, Cost cost) {}
}
