package io.github.dilm4j.benchmarks;

import java.util.Map;

/** A piece of work, loaded and tokenised when it is made, that can be done several times. */
interface Piece extends AutoCloseable {
    /** Does it; returns numbers that the other side must find too. */
    Map<String, Double> run();

    /** How many of the named thing one run does. */
    default int units() {
        return 1;
    }

    /** Whether it runs for some seconds before the measurement, until all that is compiled on the way is compiled. */
    default boolean warmUp() {
        return true;
    }

    /** What a piece that is too long for whole runs does before the measurement. */
    default void rehearse() {}

    @Override
    void close();
}
