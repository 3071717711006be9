package io.github.dilm4j.experiment.estimate;

import io.github.dilm4j.run.PeakMemory;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/** Times parts of a stage's work, and tracks the peak memory. */
final class Stopwatch {
    private static final int LEAST_TIMES = 3;

    /**
     * After half a second, Java's compilers have done most of their work. Tests set less: they compare orders of
     * magnitude.
     */
    private static final double LEAST_SECONDS = Double.parseDouble(System.getProperty("dilm.probeSeconds", "0.5"));

    private final PeakMemory memory = new PeakMemory();

    Stopwatch() {
        memory.reset();
    }

    /** The seconds of one run of the work. */
    double once(Runnable work) {
        long begin = System.nanoTime();
        work.run();
        return (System.nanoTime() - begin) / 1e9;
    }

    /**
     * The mean seconds of one repetition, after as many that are not counted. It is a mean because repetitions differ
     * in length.
     *
     * @param work receives the number of the repetition, from 0
     */
    double each(IntConsumer work) {
        double seconds = 0;
        int done = 0;
        for (int times = 1; ; times *= 2) {
            int first = done;
            int count = times;
            seconds = once(() -> IntStream.range(first, first + count).forEach(work));
            done += times;
            if (seconds >= LEAST_SECONDS && done >= LEAST_TIMES) {
                return seconds / times;
            }
        }
    }

    long peakMemoryBytes() {
        return memory.bytes();
    }
}
