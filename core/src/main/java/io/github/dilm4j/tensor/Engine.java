package io.github.dilm4j.tensor;

import io.github.dilm4j.base.InputException;
import org.bytedeco.pytorch.global.torch;

/** The process-wide settings of libtorch. */
public final class Engine {
    private Engine() {}

    /**
     * Sets the number of threads that one operation may use.
     *
     * @param threads 0 for as many as there are processors
     */
    public static void setThreads(int threads) {
        if (threads < 0) {
            throw new InputException("threads: must be 0 (all processors) or more, got " + threads);
        }
        torch.set_num_threads(threads == 0 ? Runtime.getRuntime().availableProcessors() : threads);
    }

    public static int threads() {
        return torch.get_num_threads();
    }

    /** Starts libtorch's own random numbers (dropout masks only) at {@code seed}. */
    public static void seedDropout(long seed) {
        torch.manual_seed(seed);
    }
}
