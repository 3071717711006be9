package io.github.dilm4j.piece;

/** A {@link PieceRunner} on other machines; whoever connected to it closes it. */
public interface Cluster extends PieceRunner, AutoCloseable {
    @Override
    void close();
}
