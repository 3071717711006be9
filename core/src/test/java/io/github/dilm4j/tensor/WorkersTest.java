package io.github.dilm4j.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkersTest {

    @BeforeEach
    void threeWorkers() {
        Engine.setThreads(3);
    }

    @AfterEach
    void asBefore() {
        Engine.setThreads(1); // no workers, as at the start
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, 3, 7})
    void everyPartRunsOnceOnItsOwnWorker(int parts) {
        AtomicIntegerArray workerOf = new AtomicIntegerArray(parts);
        AtomicIntegerArray runs = new AtomicIntegerArray(parts);
        Workers.forEach(Device.CPU, parts, part -> {
            workerOf.set(part, Workers.onWorker() ? Workers.current() : -1);
            runs.incrementAndGet(part);
        });
        for (int part = 0; part < parts; part++) {
            assertThat(workerOf.get(part)).isEqualTo(part % 3);
            assertThat(runs.get(part)).isOne();
        }
        assertThat(Workers.onWorker()).isFalse();
    }

    @Test
    void aSinglePartStaysOnTheCallersThread() {
        Workers.forEach(Device.CPU, 1, part -> assertThat(Workers.onWorker()).isFalse());
    }

    @Test
    void workForWorkersIsRefusedWithoutWorkers() {
        Engine.setThreads(1);
        assertThatThrownBy(() -> Workers.onWorkers(2, part -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("there are no workers: the engine was set to one thread meanwhile");
    }

    @Test
    void rangesCoverAllElementsOnce() {
        long end = (5L << 20) / 2;
        assertThat(Workers.ranges(3, end)).isEqualTo(3);
        long[] sums = new long[3];
        Workers.forRanges(Device.CPU, 3, end, (range, from, to) -> sums[range] = to - from);
        assertThat(sums).containsExactly(1 << 20, 1 << 20, (1 << 19) - 3);
        assertThat(Workers.ranges(5, 5)).isZero();
    }

    @Test
    void partsOfAPartRunOnItsOwnWorker() {
        int[] seen = {-1, -1};
        Workers.forEach(Device.CPU, 2, part -> {
            if (part == 1) {
                Workers.forEach(Device.CPU, 2, inner -> seen[inner] = Workers.current());
            }
        });
        assertThat(seen).containsExactly(1, 1);
    }

    @Test
    void aFailureComesOutWhenTheOthersAreDone() {
        AtomicIntegerArray done = new AtomicIntegerArray(3);
        assertThatThrownBy(() -> Workers.forEach(Device.CPU, 3, part -> {
                    if (part == 1) {
                        throw new IllegalStateException("part 1");
                    }
                    done.set(part, 1);
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("part 1");
        assertThat(done.get(0) + done.get(2)).isEqualTo(2);
        Workers.forEach(Device.CPU, 3, part -> done.set(part, 5)); // the workers still run
        assertThat(done.get(1)).isEqualTo(5);
    }

    @Test
    void anInterruptWaitsForTheParts() {
        AtomicIntegerArray done = new AtomicIntegerArray(3);
        Thread.currentThread().interrupt();
        Workers.forEach(Device.CPU, 3, part -> done.set(part, 1));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(done.get(0) + done.get(1) + done.get(2)).isEqualTo(3);
    }

    @Test
    void oneThreadAndGpusHaveNoWorkers() {
        assertThat(Workers.count(Device.CUDA)).isOne();
        Engine.setThreads(1);
        assertThat(Workers.count(Device.CPU)).isOne();
        Workers.forEach(Device.CPU, 2, part -> assertThat(Workers.onWorker()).isFalse());
    }
}
