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
 * What the native libraries read when they are loaded. What a program has set before stays; what has no value by then gets
 * the one that the launcher gives.
 */
final class EngineSettings {
    private static final int KEEP = 0; // what is set already
    private static final Path PROCESSORS = Path.of("/proc/cpuinfo");

    private EngineSettings() {}

    /** Must come before the first class of JavaCPP and before the engine is loaded. */
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
        // Memory is bounded by the batches; JavaCPP would bound it by Java's heap, and ask Linux at every allocation.
        properties.put("org.bytedeco.javacpp.maxBytes", "0");
        properties.put("org.bytedeco.javacpp.maxPhysicalBytes", "0");
        properties.put("org.bytedeco.javacpp.logger", "slf4j"); // in place of standard error
        if (!logs) {
            properties.put("slf4j.internal.verbosity", "ERROR"); // else it says on standard error that there is none
        }
        return properties;
    }

    static Map<String, String> variables(int processors, boolean avx512) {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("OMP_WAIT_POLICY", "PASSIVE"); // two pools of threads that spin cost each other the processor
        variables.put("OPENBLAS_NUM_THREADS", String.valueOf(processors));
        if (avx512) {
            variables.put("OPENBLAS_CORETYPE", "SkylakeX"); // OpenBLAS does not know some processors that have it
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

    /** In this process, whose environment Java itself cannot change; where it cannot be done, the engine is slower. */
    private static void setVariable(String name, String value) {
        try {
            Function setenv = NativeLibrary.getInstance(Platform.C_LIBRARY_NAME).getFunction("setenv");
            setenv.invokeInt(new Object[] {name, value, KEEP});
        } catch (UnsatisfiedLinkError | NoClassDefFoundError slower) {
            return;
        }
    }
}
