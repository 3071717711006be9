package io.github.dilm4j.evaluate;

import io.github.dilm4j.learner.Learner;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tensor.Lanes;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Equal learners, one for each of the {@link Lanes}, which work side by side: a step on a handful of texts is too small to
 * be shared by several cores. Where they would take too much memory, and on a GPU, it is one learner, whose batches the
 * lanes share. What a learner computes depends on neither but for rounding.
 */
public final class SideBySide implements AutoCloseable {
    private static final long MOST_BYTES = 1L << 30; // of all learners, where there are several
    private static final int COPIES = 5; // the weights, as loaded too, their gradients and two moments

    private final List<Learner> learners;

    private SideBySide(List<Learner> learners) {
        this.learners = List.copyOf(learners);
    }

    /** What is to be done by one of the learners. */
    @FunctionalInterface
    public interface Work {
        /** @param task its number */
        void accept(int task, Learner learner);
    }

    /** @param open opens a learner, of the same folder every time */
    public static SideBySide open(Supplier<Learner> open, Device device) {
        List<Learner> learners = new ArrayList<>();
        try {
            learners.add(open.get());
            int lanes = Lanes.count(device);
            long bytes = learners.get(0).parameterCount() * Float.BYTES * COPIES;
            while (learners.size() < lanes && lanes * bytes <= MOST_BYTES) {
                learners.add(open.get());
            }
            return new SideBySide(learners);
        } catch (RuntimeException e) {
            learners.forEach(Learner::close);
            throw e;
        }
    }

    /** How many work at the same time. */
    public int size() {
        return learners.size();
    }

    /**
     * Does so many tasks, each by a learner of its own; returns when all are done.
     *
     * @param tasks at most {@link #size()}
     */
    public void forEach(int tasks, Work work) {
        if (tasks > learners.size()) {
            throw new IllegalArgumentException(tasks + " tasks are more than the " + learners.size() + " learners");
        }
        if (learners.size() == 1) {
            work.accept(0, learners.get(0));
        } else {
            Lanes.onLanes(tasks, task -> work.accept(task, learners.get(task)));
        }
    }

    @Override
    public void close() {
        learners.forEach(Learner::close);
    }
}
