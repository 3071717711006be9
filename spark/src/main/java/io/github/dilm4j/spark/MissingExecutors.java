package io.github.dilm4j.spark;

import io.github.dilm4j.piece.Watch;
import org.apache.spark.SparkContext;

/** Warns if a cluster gives no executor, for which Spark waits without end. */
final class MissingExecutors {
    private static final long SECONDS = 60; // a resource manager may take as long to start one

    private final SparkContext context;
    private final Watch watch;
    private long since = System.nanoTime();
    private boolean warned;

    MissingExecutors(SparkContext context, Watch watch) {
        this.context = context;
        this.watch = watch;
    }

    /** Called again and again. */
    void check() {
        if (context.isLocal() || context.statusTracker().getExecutorInfos().length > 1) { // the driver is one of them
            since = System.nanoTime();
        } else if (!warned && System.nanoTime() - since > SECONDS * 1_000_000_000) {
            warned = true;
            watch.warning(
                    "no executor has come for " + SECONDS + " seconds; the run waits: start workers, ask for no more"
                            + " than one has (spark.executor.memory, spark.executor.cores), or see in the cluster's logs"
                            + " why executors ended");
        }
    }
}
