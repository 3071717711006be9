package io.github.dilm4j.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.junit.jupiter.api.Test;

class JointJobsTest extends OnLocalSession {
    /** Thread t asks t + 1 times for the sum of partition t, so that the last rounds have fewer threads. */
    @Test
    void threadsShareTheJobsOfARound() throws TimeoutException {
        AtomicInteger started = new AtomicInteger();
        SparkListener listener = new SparkListener() {
            @Override
            public void onJobStart(SparkListenerJobStart start) {
                started.incrementAndGet();
            }
        };
        session.sparkContext().addSparkListener(listener);
        JointJobs<Integer> jobs = jobs();
        List<List<Integer>> sums = jobs.inThreads(3, thread -> {
            List<Integer> own = Collections.synchronizedList(new ArrayList<>());
            for (int times = 0; times <= thread; times++) {
                jobs.run(IntStream.of(thread), (partition, some) -> sum(some), (sum, partition) -> own.add(sum));
            }
            return own;
        });
        assertThat(sums).containsExactly(List.of(1), List.of(5, 5), List.of(9, 9, 9));
        session.sparkContext().listenerBus().waitUntilEmpty(60_000);
        assertThat(started).hasValue(3);
    }

    @Test
    void aFailedThreadDoesNotHoldTheOthersUp() {
        JointJobs<Integer> jobs = jobs();
        List<Integer> sums = Collections.synchronizedList(new ArrayList<>());
        assertThatThrownBy(() -> jobs.inThreads(2, thread -> {
                    if (thread == 0) {
                        throw new IllegalArgumentException("no more");
                    }
                    jobs.run(IntStream.of(1), (partition, some) -> sum(some), (sum, partition) -> sums.add(sum));
                    return thread;
                }))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no more");
    }

    @Test
    void aFailedJobFailsAllThreads() {
        JointJobs<Integer> jobs = jobs();
        AtomicInteger failed = new AtomicInteger();
        assertThatThrownBy(() -> jobs.inThreads(2, thread -> {
                    try {
                        jobs.run(
                                IntStream.of(thread),
                                (partition, some) -> partition == 0 ? sum(some) : fail(),
                                (sum, partition) -> {});
                    } catch (RuntimeException e) {
                        failed.incrementAndGet();
                        throw e;
                    }
                    return thread;
                }))
                .hasMessageContaining("this partition");
        assertThat(failed).hasValue(2);
    }

    private static int fail() {
        throw new IllegalStateException("this partition");
    }

    private static int sum(Iterator<Integer> some) {
        int sum = 0;
        while (some.hasNext()) {
            sum += some.next();
        }
        return sum;
    }

    private static JointJobs<Integer> jobs() {
        JavaRDD<Integer> data = new JavaSparkContext(session.sparkContext()).parallelize(List.of(0, 1, 2, 3, 4, 5), 3);
        return new JointJobs<>(data);
    }
}
