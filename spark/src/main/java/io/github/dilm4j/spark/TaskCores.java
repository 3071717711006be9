package io.github.dilm4j.spark;

import io.github.dilm4j.tensor.Engine;
import io.github.dilm4j.tensor.Workers;
import java.io.Serializable;
import java.util.function.Supplier;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkEnv;

/** The cores of a task. */
record TaskCores(int count) implements Serializable {
    private static final String DRIVER = "driver"; // the executor's name if driver and executor are one process

    static TaskCores of(SparkContext context) {
        return new TaskCores(context.conf().getInt("spark.task.cpus", 1));
    }

    /**
     * With one core, a task uses a separate worker beside those of other tasks; with several, it uses the engine's
     * threads.
     */
    <T> T run(Supplier<T> done) {
        if (!SparkEnv.get().executorId().equals(DRIVER) && Engine.threads() != count) {
            Engine.setThreads(count);
        }
        return count == 1 ? Workers.onOwnWorker(done) : done.get();
    }
}
