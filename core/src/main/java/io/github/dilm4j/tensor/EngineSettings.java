package io.github.dilm4j.tensor;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.slf4j.spi.SLF4JServiceProvider;

/**
 * The environment variables and properties that the native libraries read when they are loaded. Existing values stay;
 * missing ones get the launcher's values.
 */
final class EngineSettings {
    private static final int KEEP = 0; // existing values
    private static final Path PROCESSORS = Path.of("/proc/cpuinfo");

    private EngineSettings() {}

    /** Must run before the first class of JavaCPP and the engine are loaded. */
    static void apply() {
        properties(ServiceLoader.load(SLF4JServiceProvider.class).findFirst().isPresent())
                .forEach((name, value) -> {
                    if (System.getProperty(name) == null) {
                        System.setProperty(name, value);
                    }
                });
        if (Platform.isLinux()) {
            variables(Runtime.getRuntime().availableProcessors(), knowsAvx512()).forEach((name, value) -> {
                if (System.getenv(name) == null) {
                    setVariable(name, value);
                }
            });
        }
    }

    /** @param logs whether the program has a logger behind SLF4J */
    static Map<String, String> properties(boolean logs) {
        Map<String, String> properties = new LinkedHashMap<>();
        // The batches bound the memory; JavaCPP would bound it by Java's heap, and query Linux at every allocation.
        properties.put("org.bytedeco.javacpp.maxBytes", "0");
        properties.put("org.bytedeco.javacpp.maxPhysicalBytes", "0");
        properties.put("org.bytedeco.javacpp.logger", "slf4j"); // instead of standard error
        if (!logs) {
            properties.put(
                    "slf4j.internal.verbosity", "ERROR"); // otherwise it prints to standard error that there is none
        }
        return properties;
    }

    static Map<String, String> variables(int processors, boolean avx512) {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("OMP_WAIT_POLICY", "PASSIVE"); // two pools of spinning threads compete for the CPU
        variables.put("OPENBLAS_NUM_THREADS", String.valueOf(processors));
        if (avx512) {
            variables.put("OPENBLAS_CORETYPE", "SkylakeX"); // OpenBLAS does not detect it on some CPUs
        }
        return variables;
    }

    private static boolean knowsAvx512() {
        try (Stream<String> lines = Files.lines(PROCESSORS)) {
            return lines.anyMatch(line -> line.startsWith("flags") && line.contains(" avx512f"));
        } catch (IOException | UncheckedIOException unknown) {
            return false;
        }
    }

    /**
     * Sets a variable in this process, whose environment Java itself cannot change. If that fails, the engine is
     * slower.
     */
    private static void setVariable(String name, String value) {
        try {
            Function setenv = NativeLibrary.getInstance(Platform.C_LIBRARY_NAME).getFunction("setenv");
            setenv.invokeInt(new Object[] {name, value, KEEP});
        } catch (UnsatisfiedLinkError | NoClassDefFoundError slower) {
            return;
        }
    }
}
