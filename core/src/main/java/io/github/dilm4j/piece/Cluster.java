package io.github.dilm4j.piece;

/** A {@link PieceRunner} on other machines; whoever connected to it closes it. */
public interface Cluster extends PieceRunner, AutoCloseable {
    /**
     * Opens a folder, or creates it.
     *
     * @param address a path with a scheme: {@code hdfs://…}
     * @throws io.github.dilm4j.base.InputException if it cannot be used, another process works on it, or it holds
     *     something else than a run
     */
    RemoteFolder folder(String address);

    @Override
    void close();
}
