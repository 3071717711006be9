package io.github.dilm4j.benchmarks;

import java.util.Map;

/** A piece of work that can be repeated; its inputs are loaded and tokenised at creation. */
interface Piece extends AutoCloseable {
    /** Does the work; returns numbers that the reference must reproduce. */
    Map<String, Double> run();

    /** The number of units in one run. */
    default int units() {
        return 1;
    }

    /** Whether it runs for some seconds before the measurement, until the code is compiled. */
    default boolean warmUp() {
        return true;
    }

    /** The warm-up of a piece that is too long for whole runs. */
    default void rehearse() {}

    @Override
    void close();
}
