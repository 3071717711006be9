package io.github.dilm4j.piece;

import java.util.function.Consumer;

/** Connects to clusters. An implementation is found as a service, so that it is loaded only if a cluster is used. */
public interface Clusters {
    /**
     * Connects to a cluster.
     *
     * @param master its address, in the form of the cluster's software
     * @param name the run's name there
     * @param warnings takes a sentence if the cluster lets the caller wait
     * @throws io.github.dilm4j.base.InputException if it cannot be reached
     */
    Cluster connect(String master, String name, Consumer<String> warnings);
}
