package io.github.dilm4j.piece;

import java.nio.file.Path;
import java.util.List;

/** A {@link PieceRunner} on other machines; whoever connected to it closes it. */
public interface Cluster extends PieceRunner, AutoCloseable {
    /**
     * Copies rows that the cluster reads to a file of JSON lines. Their order depends on the rows alone.
     *
     * @param address a {@link RowAddress}
     * @param fields the ones to copy
     * @param file to be created
     * @throws io.github.dilm4j.base.InputException if the address has no rows
     */
    void copyRows(String address, List<String> fields, Path file);

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
