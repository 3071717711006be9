package io.github.dilm4j.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LanesTest {

    @BeforeEach
    void threeLanes() {
        Engine.setThreads(3);
    }

    @AfterEach
    void asBefore() {
        Engine.setThreads(1); // no lanes, as at the begin
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, 3, 7})
    void everyPartRunsOnceOnItsOwnLane(int parts) {
        AtomicIntegerArray laneOf = new AtomicIntegerArray(parts);
        AtomicIntegerArray runs = new AtomicIntegerArray(parts);
        Lanes.forEach(Device.CPU, parts, part -> {
            laneOf.set(part, Lanes.onLane() ? Lanes.current() : -1);
            runs.incrementAndGet(part);
        });
        for (int part = 0; part < parts; part++) {
            assertThat(laneOf.get(part)).isEqualTo(part % 3);
            assertThat(runs.get(part)).isOne();
        }
        assertThat(Lanes.onLane()).isFalse();
    }

    @Test
    void aSinglePartStaysOnTheCallersThread() {
        Lanes.forEach(Device.CPU, 1, part -> assertThat(Lanes.onLane()).isFalse());
    }

    @Test
    void workForLanesIsRefusedWhereThereAreNone() {
        Engine.setThreads(1);
        assertThatThrownBy(() -> Lanes.onLanes(2, part -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("there are no lanes: the engine was set to one thread meanwhile");
    }

    @Test
    void rangesCoverAllElementsOnce() {
        long end = (5L << 20) / 2;
        assertThat(Lanes.ranges(3, end)).isEqualTo(3);
        long[] sums = new long[3];
        Lanes.forRanges(Device.CPU, 3, end, (range, from, to) -> sums[range] = to - from);
        assertThat(sums).containsExactly(1 << 20, 1 << 20, (1 << 19) - 3);
        assertThat(Lanes.ranges(5, 5)).isZero();
    }

    @Test
    void partsOfAPartRunOnItsOwnLane() {
        int[] seen = {-1, -1};
        Lanes.forEach(Device.CPU, 2, part -> {
            if (part == 1) {
                Lanes.forEach(Device.CPU, 2, inner -> seen[inner] = Lanes.current());
            }
        });
        assertThat(seen).containsExactly(1, 1);
    }

    @Test
    void aFailureComesOutWhenTheOthersAreDone() {
        AtomicIntegerArray done = new AtomicIntegerArray(3);
        assertThatThrownBy(() -> Lanes.forEach(Device.CPU, 3, part -> {
                    if (part == 1) {
                        throw new IllegalStateException("part 1");
                    }
                    done.set(part, 1);
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("part 1");
        assertThat(done.get(0) + done.get(2)).isEqualTo(2);
        Lanes.forEach(Device.CPU, 3, part -> done.set(part, 5)); // the lanes are still there
        assertThat(done.get(1)).isEqualTo(5);
    }

    @Test
    void anInterruptWaitsForTheParts() {
        AtomicIntegerArray done = new AtomicIntegerArray(3);
        Thread.currentThread().interrupt();
        Lanes.forEach(Device.CPU, 3, part -> done.set(part, 1));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(done.get(0) + done.get(1) + done.get(2)).isEqualTo(3);
    }

    @Test
    void oneThreadAndGpusHaveNoLanes() {
        assertThat(Lanes.count(Device.CUDA)).isOne();
        Engine.setThreads(1);
        assertThat(Lanes.count(Device.CPU)).isOne();
        Lanes.forEach(Device.CPU, 2, part -> assertThat(Lanes.onLane()).isFalse());
    }
}
