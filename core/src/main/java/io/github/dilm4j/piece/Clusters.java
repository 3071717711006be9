package io.github.dilm4j.piece;

/** Connects to clusters. An implementation is found as a service, so that nothing of it is loaded where none is used. */
public interface Clusters {
    /**
     * Connects to a cluster.
     *
     * @param master where it is, as the cluster's software names it
     * @param name what the run is called there
     * @throws io.github.dilm4j.base.InputException if it cannot be reached
     */
    Cluster connect(String master, String name);
}
