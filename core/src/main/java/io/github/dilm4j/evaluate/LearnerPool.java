package io.github.dilm4j.evaluate;

import io.github.dilm4j.learner.Learner;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tensor.Workers;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Equal learners, one for each of the {@link Workers}, which train in parallel: a step on a handful of texts is too
 * small for several cores. If they would take too much memory, or on a GPU, the pool has one learner, and the workers
 * share its batches. The size of the pool changes the results only by rounding.
 */
public final class LearnerPool implements AutoCloseable {
    private static final long MOST_BYTES = 1L << 30; // of all learners, where there are several
    private static final int COPIES = 5; // the weights, as loaded too, their gradients and two moments

    private final List<Learner> learners;

    private LearnerPool(List<Learner> learners) {
        this.learners = List.copyOf(learners);
    }

    /** A piece of work for one of the learners. */
    @FunctionalInterface
    public interface Work {
        /** @param task its number */
        void accept(int task, Learner learner);
    }

    /** @param open opens a learner, of the same folder every time */
    public static LearnerPool open(Supplier<Learner> open, Device device) {
        List<Learner> learners = new ArrayList<>();
        try {
            learners.add(open.get());
            int workers = Workers.count(device);
            long bytes = learners.get(0).parameterCount() * Float.BYTES * COPIES;
            while (learners.size() < workers && workers * bytes <= MOST_BYTES) {
                learners.add(open.get());
            }
            return new LearnerPool(learners);
        } catch (RuntimeException e) {
            learners.forEach(Learner::close);
            throw e;
        }
    }

    /** The number of learners that work at the same time. */
    public int size() {
        return learners.size();
    }

    /**
     * Runs each task on a separate learner; returns when all are done.
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
            Workers.onWorkers(tasks, task -> work.accept(task, learners.get(task)));
        }
    }

    @Override
    public void close() {
        learners.forEach(Learner::close);
    }
}
