package io.github.dilm4j.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;
import java.util.function.IntToDoubleFunction;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.openblas.presets.openblas_nolapack;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.global.torch;

/**
 * Runs the parts of one computation side by side, every operation of a part on one core. The matrix products of small
 * and middle-sized models gain little from a second core, parts of a batch gain all of it. Part {@code i} runs on lane
 * {@code i mod count}, so that what is added up lane by lane is the same in every run.
 *
 * <p>Process-wide, as libtorch's settings are; {@link Engine#setThreads} says how many there are. One lane is no lane:
 * parts run one after another on the caller's thread, as a single part does. Where there are lanes, an operation outside
 * of them uses one core too: to wake a second thread takes longer than most operations.
 */
public final class Lanes {
    /** More would cut the batches of a step too small, and each holds gradients of its own. */
    private static final int MOST = 8;

    private static final int MULTIPLE = 2; // more would leave small batches in crumbs
    private static final long RANGE = 1 << 20; // elements: far more work than a hand-over to a lane

    private static final Object ONE_AT_A_TIME = new Object(); // lanes themselves never wait for it

    private static volatile List<ExecutorService> workers = List.of();

    private Lanes() {}

    /** A thread of a lane. */
    private static final class LaneThread extends Thread {
        private final int lane;

        LaneThread(Runnable work, int lane) {
            super(work, "lane " + lane);
            this.lane = lane;
            setDaemon(true);
        }
    }

    /** Lanes for so many threads in all. */
    static void use(int threads) {
        synchronized (ONE_AT_A_TIME) {
            int wanted = threads == 1 ? 0 : Math.min(threads, MOST);
            if (workers.size() != wanted) {
                workers.forEach(ExecutorService::shutdown);
                List<ExecutorService> started = new ArrayList<>();
                for (int lane = 0; lane < wanted; lane++) {
                    int number = lane;
                    started.add(Executors.newSingleThreadExecutor(work -> new LaneThread(work, number)));
                }
                workers = List.copyOf(started);
                await(submitToAll(lane -> torch.set_num_threads(1)));
            }
            openblas_nolapack.blas_set_num_threads(1); // it is one pool for all lanes, which would wait for each other
        }
    }

    /** What the number of a batch's parts should be a multiple of, on any machine: 1 on a GPU. */
    public static int multiple(Device device) {
        return device == Device.CPU ? MULTIPLE : 1;
    }

    /** How many parts run side by side: 1 on a GPU, which needs no help to be busy. */
    public static int count(Device device) {
        return device == Device.CPU && !onLane() ? Math.max(1, workers.size()) : 1;
    }

    /** The lane that this thread is, from 0; 0 on all other threads. */
    public static int current() {
        return Thread.currentThread() instanceof LaneThread thread ? thread.lane : 0;
    }

    /** Whether {@link #forEach} does so many parts on lanes, and not on the caller's thread. */
    public static boolean sideBySide(Device device, int parts) {
        return parts > 1 && count(device) > 1;
    }

    /** Whether this thread is a lane's. */
    public static boolean onLane() {
        return Thread.currentThread() instanceof LaneThread;
    }

    /**
     * Does all parts; returns when they are done. A part makes its own scope, and its own guard where no gradient is
     * wanted: both belong to a thread.
     *
     * @throws RuntimeException the first lane's, once no lane works any more
     */
    public static void forEach(Device device, int parts, IntConsumer part) {
        if (!sideBySide(device, parts)) {
            for (int i = 0; i < parts; i++) {
                part.accept(i);
            }
            return;
        }
        onLanes(parts, part);
    }

    /**
     * As {@link #forEach}, for work on the processor that belongs to a lane even where it is a single part; to be called
     * where there are several lanes, from none of them. Parts of such work run one after another on its lane.
     */
    public static void onLanes(int parts, IntConsumer part) {
        synchronized (ONE_AT_A_TIME) {
            int lanes = workers.size();
            if (lanes == 0) {
                throw new IllegalStateException("there are no lanes: the engine was set to one thread meanwhile");
            }
            await(submitToAll(lane -> {
                for (int i = lane; i < parts; i += lanes) {
                    part.accept(i);
                }
            }));
        }
    }

    /** As {@link #forEach}, for parts that need no gradients; each has a scope of its own. */
    public static void withoutGradients(Device device, int parts, IntConsumer part) {
        forEach(device, parts, i -> {
            try (PointerScope scope = new PointerScope();
                    NoGradGuard noGrad = new NoGradGuard()) {
                part.accept(i);
            }
        });
    }

    /** As {@link #withoutGradients}, for parts that give numbers; they are added up in the order of the parts. */
    public static double sum(Device device, int parts, IntToDoubleFunction part) {
        double[] shares = new double[parts];
        withoutGradients(device, parts, i -> shares[i] = part.applyAsDouble(i));
        return Arrays.stream(shares).sum();
    }

    /** Where a part begins that has its equal share of so many things; a part ends where the next one begins. */
    public static int begin(int count, int part, int parts) {
        return (int) ((long) count * part / parts);
    }

    /** What is to be done with one range of elements. */
    @FunctionalInterface
    public interface RangeWork {
        /**
         * @param range its number, from 0
         * @param end after its last element
         */
        void accept(int range, long begin, long end);
    }

    /** How many ranges {@link #forRanges} makes of so many elements. */
    public static int ranges(long begin, long end) {
        return Math.toIntExact((end - begin + RANGE - 1) / RANGE);
    }

    /**
     * Does something without gradients with every range of a long row of elements; the ranges depend on no number of
     * threads.
     */
    public static void forRanges(Device device, long begin, long end, RangeWork work) {
        withoutGradients(device, ranges(begin, end), range -> {
            long from = begin + range * RANGE;
            work.accept(range, from, Math.min(end, from + RANGE));
        });
    }

    private static List<Future<?>> submitToAll(IntConsumer work) {
        List<Future<?>> futures = new ArrayList<>();
        for (int lane = 0; lane < workers.size(); lane++) {
            int number = lane;
            futures.add(workers.get(lane).submit(() -> work.accept(number)));
        }
        return futures;
    }

    /** Waits for all, whatever happens meanwhile. */
    private static void await(List<Future<?>> futures) {
        Throwable failure = null;
        boolean interrupted = false;
        for (Future<?> future : futures) {
            for (boolean done = false; !done; ) {
                try {
                    future.get();
                    done = true;
                } catch (ExecutionException e) {
                    failure = failure == null ? e.getCause() : failure;
                    done = true;
                } catch (InterruptedException e) {
                    interrupted = true; // what runs has to come to its end first
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure != null) {
            throw (RuntimeException) failure; // parts throw nothing that is checked
        }
    }
}
