package io.github.dilm4j.spark;

import java.time.Duration;
import java.util.Timer;
import java.util.TimerTask;
import java.util.function.Consumer;

/** Warns once if a cluster lets the driver wait, as YARN does with a full queue and Spark with a silent server. */
final class SlowConnection implements AutoCloseable {
    static final Duration USUAL = Duration.ofSeconds(60);

    private final Timer timer = new Timer("slow connection", true);

    /** @param master as the user gave it */
    SlowConnection(String master, Duration usual, Consumer<String> warnings) {
        TimerTask warn = new TimerTask() {
            @Override
            public void run() {
                warnings.accept("--spark: '" + master + "' has not let the run begin for " + usual.toSeconds()
                        + " seconds; the run waits: " + remedy(master));
            }
        };
        timer.schedule(warn, usual.toMillis());
    }

    private static String remedy(String master) {
        if (master.equals(SparkClusters.YARN)) {
            return "see with 'yarn application -list' whether it is in a full queue, and name another one with"
                    + " DILM_OPTS=-Dspark.yarn.queue=NAME";
        }
        return "see whether a "
                + (master.startsWith(SparkClusters.KUBERNETES) ? "Kubernetes API server" : "Spark master")
                + " answers at this address";
    }

    @Override
    public void close() {
        timer.cancel();
    }
}
