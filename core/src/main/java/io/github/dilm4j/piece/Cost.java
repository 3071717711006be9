package io.github.dilm4j.piece;

import java.io.Serializable;

/**
 * The cost of pieces that were done together.
 *
 * @param executor its name in the cluster
 * @param peakMemoryBytes of the executor's process so far, native memory included
 */
public record Cost(String executor, double seconds, long peakMemoryBytes) implements Serializable {}
