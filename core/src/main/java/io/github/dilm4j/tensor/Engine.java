package io.github.dilm4j.tensor;

import io.github.dilm4j.base.InputException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.pytorch.global.torch;

/** The process-wide settings of libtorch. */
public final class Engine {
    private static volatile int threads; // 0: not set yet

    static {
        EngineLibraries.use();
    }

    private Engine() {}

    /**
     * Sets the number of threads that computations use: for the parts of a batch on {@link Workers}, and within one
     * operation for other work.
     *
     * @param threads 0 for one per processor
     */
    public static void setThreads(int threads) {
        if (threads < 0) {
            throw new InputException("threads: must be 0 (all processors) or more, got " + threads);
        }
        Engine.threads = threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
        Workers.use(Engine.threads);
        torch.set_num_threads(1);
    }

    /** The number set by {@link #setThreads}; before that, libtorch's own. */
    public static int threads() {
        return threads == 0 ? torch.get_num_threads() : threads;
    }

    /** The versions of the native libraries, by name. */
    public static Map<String, String> versions() {
        Map<String, String> versions = new TreeMap<>();
        for (String library : List.of("pytorch", "openblas", "javacpp")) {
            versions.put(library, EngineLibraries.version(library));
        }
        return versions;
    }
}
