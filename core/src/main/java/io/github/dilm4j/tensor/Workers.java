package io.github.dilm4j.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.function.IntConsumer;
import java.util.function.IntToDoubleFunction;
import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.openblas.presets.openblas_nolapack;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.global.torch;

/**
 * Threads that run the parts of one computation in parallel, each on one core. The matrix products of small and medium
 * models gain little from a second core, but independent parts of a batch scale fully. Part {@code i} runs on worker
 * {@code i mod count}, so that sums by worker are the same in every run.
 *
 * <p>The workers are process-wide, like libtorch's settings; {@link Engine#setThreads} sets their number. With one
 * worker, the parts run on the caller's thread, one after another, and so does a single part. Operations outside of
 * workers also use one core: waking a second thread takes longer than most operations.
 */
public final class Workers {
    /**
     * The maximum number of workers. More would split a step's batches too finely, and each worker holds its own
     * gradients.
     */
    private static final int MOST = 8;

    private static final int MULTIPLE = 2; // more would split small batches into tiny parts
    private static final long RANGE = 1 << 20; // elements: far more work than the hand-over to a worker

    private static final Object ONE_AT_A_TIME = new Object(); // workers themselves never wait for it

    private static volatile List<ExecutorService> executors = List.of();

    private Workers() {}

    /** The thread of a worker. */
    private static final class WorkerThread extends Thread {
        private final int worker;

        WorkerThread(Runnable work, int worker) {
            super(work, "worker " + worker);
            this.worker = worker;
            setDaemon(true);
        }
    }

    /** Starts the workers for a number of threads. */
    static void use(int threads) {
        synchronized (ONE_AT_A_TIME) {
            int wanted = threads == 1 ? 0 : Math.min(threads, MOST);
            if (executors.size() != wanted) {
                executors.forEach(ExecutorService::shutdown);
                List<ExecutorService> started = new ArrayList<>();
                for (int worker = 0; worker < wanted; worker++) {
                    int number = worker;
                    started.add(Executors.newSingleThreadExecutor(work -> new WorkerThread(work, number)));
                }
                executors = List.copyOf(started);
                await(submitToAll(worker -> torch.set_num_threads(1)));
            }
            openblas_nolapack.blas_set_num_threads(1); // all workers share this pool and would wait for each other
        }
    }

    /** The number of which a batch's number of parts should be a multiple, equal on all machines: 1 on a GPU. */
    public static int multiple(Device device) {
        return device == Device.CPU ? MULTIPLE : 1;
    }

    /** The number of parts that run in parallel: 1 on a GPU. */
    public static int count(Device device) {
        return device == Device.CPU && !onWorker() ? Math.max(1, executors.size()) : 1;
    }

    /** The number of this thread's worker, from 0; 0 on all other threads. */
    public static int current() {
        return Thread.currentThread() instanceof WorkerThread thread ? thread.worker : 0;
    }

    /** Whether {@link #forEach} runs this number of parts on workers, and not on the caller's thread. */
    public static boolean inParallel(Device device, int parts) {
        return parts > 1 && count(device) > 1;
    }

    /** Whether this thread belongs to a worker. */
    public static boolean onWorker() {
        return Thread.currentThread() instanceof WorkerThread;
    }

    /**
     * Does all parts; returns when they are done. A part opens its own scope, and its own guard against gradients: both
     * belong to a thread.
     *
     * @throws RuntimeException the first worker's, after all workers have finished
     */
    public static void forEach(Device device, int parts, IntConsumer part) {
        if (!inParallel(device, parts)) {
            for (int i = 0; i < parts; i++) {
                part.accept(i);
            }
            return;
        }
        onWorkers(parts, part);
    }

    /** Like {@link #forEach}, for parts that return something; in their order. */
    public static <T> List<T> results(Device device, List<Supplier<T>> parts) {
        List<Optional<T>> results = new ArrayList<>(Collections.nCopies(parts.size(), Optional.empty()));
        forEach(
                device,
                parts.size(),
                i -> results.set(i, Optional.of(parts.get(i).get())));
        return results.stream().map(Optional::orElseThrow).toList();
    }

    /**
     * Like {@link #forEach}, for work on the CPU that must run on workers even if it has a single part. Must be called
     * with several workers, and not from a worker. Parts of such work run one after another on its worker.
     */
    public static void onWorkers(int parts, IntConsumer part) {
        synchronized (ONE_AT_A_TIME) {
            int workers = executors.size();
            if (workers == 0) {
                throw new IllegalStateException("there are no workers: the engine was set to one thread meanwhile");
            }
            await(submitToAll(worker -> {
                for (int i = worker; i < parts; i += workers) {
                    part.accept(i);
                }
            }));
        }
    }

    /**
     * Runs work on one core, in a separate worker beside those of the process, and waits for it.
     *
     * @throws RuntimeException the exception of the work
     */
    public static <T> T onOwnWorker(Supplier<T> work) {
        List<T> result = new ArrayList<>();
        FutureTask<?> task = new FutureTask<>(
                () -> {
                    torch.set_num_threads(1);
                    result.add(work.get());
                },
                null);
        new WorkerThread(task, 0).start();
        await(List.of(task));
        return result.get(0);
    }

    /** Like {@link #forEach}, for parts without gradients; each has its own scope. */
    public static void withoutGradients(Device device, int parts, IntConsumer part) {
        forEach(device, parts, i -> {
            try (PointerScope scope = new PointerScope();
                    NoGradGuard noGrad = new NoGradGuard()) {
                part.accept(i);
            }
        });
    }

    /** Like {@link #withoutGradients}, for parts that return numbers, which are summed in the order of the parts. */
    public static double sum(Device device, int parts, IntToDoubleFunction part) {
        double[] shares = new double[parts];
        withoutGradients(device, parts, i -> shares[i] = part.applyAsDouble(i));
        return Arrays.stream(shares).sum();
    }

    /** The begin of a part with an equal share of the items; its end is the begin of the next one. */
    public static int begin(int count, int part, int parts) {
        return (int) ((long) count * part / parts);
    }

    /** The work on one range of elements. */
    @FunctionalInterface
    public interface RangeWork {
        /**
         * @param range its number, from 0
         * @param end after its last element
         */
        void accept(int range, long begin, long end);
    }

    /** The number of ranges that {@link #forRanges} makes of these elements. */
    public static int ranges(long begin, long end) {
        return Math.toIntExact((end - begin + RANGE - 1) / RANGE);
    }

    /**
     * Processes every range of a long row of elements without gradients; the ranges do not depend on the number of
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
        for (int worker = 0; worker < executors.size(); worker++) {
            int number = worker;
            futures.add(executors.get(worker).submit(() -> work.accept(number)));
        }
        return futures;
    }

    /** Waits for all parts, even if some fail. */
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
                    interrupted = true; // running parts must end first
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
            throw (RuntimeException) failure; // parts throw no checked exceptions
        }
    }
}
