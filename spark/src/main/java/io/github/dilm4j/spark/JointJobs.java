package io.github.dilm4j.spark;

import io.github.dilm4j.spark.PartitionJobs.PartitionFunction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Phaser;
import java.util.function.IntFunction;
import java.util.function.ObjIntConsumer;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;

/**
 * Jobs of several threads on separate partitions of a data set. As soon as every thread waits for a job or has ended,
 * the jobs that are waited for become one job of Spark, because a small job costs more than its work.
 */
final class JointJobs<T> {
    private final JavaRDD<T> data;
    private final Map<Integer, Part<T>> asked = new HashMap<>(); // by partition
    private final Phaser rounds = new Phaser() {
        @Override
        protected boolean onAdvance(int round, int threads) {
            runAsked();
            return threads == 0;
        }
    };
    private RuntimeException failure; // of a job; all that follow fail too

    private record Part<T>(PartitionFunction<T, Object> function, ObjIntConsumer<Object> result) {}

    JointJobs(JavaRDD<T> data) {
        this.data = data;
    }

    /**
     * Does each work in a thread of its own, which may call {@link #run}, and returns when all have ended, also when
     * one fails.
     *
     * @return the results in order
     */
    <R> List<R> inThreads(int works, IntFunction<R> work) {
        ExecutorService threads = Executors.newFixedThreadPool(works);
        rounds.bulkRegister(works);
        try {
            List<Callable<R>> calls = new ArrayList<>();
            for (int number = 0; number < works; number++) {
                int own = number;
                calls.add(() -> {
                    try {
                        return work.apply(own);
                    } finally {
                        rounds.arriveAndDeregister();
                    }
                });
            }
            List<R> all = new ArrayList<>();
            for (Future<R> result : threads.invokeAll(calls)) { // waits for all, also when one fails
                all.add(result.get());
            }
            return all;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException why) {
                throw why;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while Spark works", e);
        } finally {
            threads.shutdown();
        }
    }

    /**
     * Like {@link PartitionJobs#run}, on the caller's thread or on another one of {@link #inThreads}.
     *
     * @param partitions for which no other thread asks
     */
    @SuppressWarnings("unchecked") // the result is given back to the function's owner
    <U> void run(IntStream partitions, PartitionFunction<T, U> function, ObjIntConsumer<U> result) {
        Part<T> part = new Part<>((PartitionFunction<T, Object>) function, (ObjIntConsumer<Object>) result);
        synchronized (asked) {
            partitions.forEach(partition -> asked.put(partition, part));
        }
        rounds.arriveAndAwaitAdvance();
        synchronized (asked) {
            if (failure != null) {
                throw failure;
            }
        }
    }

    private void runAsked() {
        synchronized (asked) {
            if (!asked.isEmpty() && failure == null) {
                try {
                    runJob(new HashMap<>(asked));
                } catch (RuntimeException e) {
                    failure = e;
                }
            }
            asked.clear();
        }
    }

    private void runJob(Map<Integer, Part<T>> parts) {
        HashMap<Integer, PartitionFunction<T, Object>> functions = new HashMap<>();
        parts.forEach((partition, part) -> functions.put(partition, part.function()));
        PartitionJobs.run(
                data,
                functions.keySet().stream().mapToInt(partition -> partition).sorted(),
                (partition, elements) -> functions.get(partition).apply(partition, elements),
                (result, partition) -> parts.get(partition).result().accept(result, partition));
    }
}
