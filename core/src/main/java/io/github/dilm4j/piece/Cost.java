package io.github.dilm4j.piece;

import java.io.Serializable;

/**
 * What pieces that were done together cost.
 *
 * @param executor where, in the words of the cluster
 * @param peakMemoryBytes of the executor's process so far, native memory included
 */
public record Cost(String executor, double seconds, long peakMemoryBytes) implements Serializable {}
