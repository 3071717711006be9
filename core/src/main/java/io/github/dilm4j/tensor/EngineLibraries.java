package io.github.dilm4j.tensor;

import io.github.dilm4j.base.NativeLibraries;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.bytedeco.javacpp.Loader;

/**
 * Makes JavaCPP load the engine from {@link NativeLibraries}. JavaCPP overwrites its own cache whenever a file's time
 * differs from that in the jar, which is in local time, so a process in another time zone would crash processes that
 * have loaded the files.
 */
final class EngineLibraries {
    private static final String CACHE = "org.bytedeco.javacpp.cachedir";
    private static final String PATHS = "org.bytedeco.javacpp.platform.preloadpath";
    private static final String PATHS_FIRST = "org.bytedeco.javacpp.pathsFirst";

    /** The copies that JavaCPP would make: OpenBLAS under the name that one of its bindings uses. */
    private static final Map<String, String> ALIASES = Map.of(
            "libopenblas_nolapack.so.0", "libopenblas.so.0", "libopenblas_nolapack.0.dylib", "libopenblas.0.dylib");

    private static boolean inUse;

    private EngineLibraries() {}

    /**
     * Must run before JavaCPP's {@code Loader} is loaded, which reads these properties once. A program that has used
     * JavaCPP before keeps its libraries.
     */
    static synchronized void use() {
        if (inUse) {
            return;
        }
        inUse = true;
        EngineSettings.apply();
        cache().unpacked("pytorch-" + version("pytorch"), libraries(), ALIASES).ifPresent(EngineLibraries::loadFrom);
    }

    /** The version of {@code pytorch}, {@code openblas} or {@code javacpp}. */
    static String version(String library) {
        String resource = "/META-INF/maven/org.bytedeco/" + library + "/pom.properties";
        try (InputStream in = EngineLibraries.class.getResourceAsStream(resource)) {
            Properties properties = new Properties();
            if (in != null) {
                properties.load(in);
            }
            return properties.getProperty("version", "unknown");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static NativeLibraries cache() {
        return Optional.ofNullable(System.getProperty(CACHE))
                .map(named -> NativeLibraries.in(Path.of(named)))
                .orElseGet(NativeLibraries::ofUser);
    }

    /** One library of each jar; those for a GPU before those for the CPU, as in JavaCPP. */
    private static List<URL> libraries() {
        String platform = Loader.Detector.getPlatform();
        List<URL> found = new ArrayList<>();
        for (String extension : List.of("-gpu", "")) {
            for (String preset : List.of("pytorch/%s/jnitorch", "openblas/%s/jniopenblas", "javacpp/%s/jnijavacpp")) {
                int name = preset.lastIndexOf('/') + 1;
                String path = preset.substring(0, name).replace("%s", platform + extension)
                        + System.mapLibraryName(preset.substring(name));
                Optional.ofNullable(Loader.class.getResource("/org/bytedeco/" + path))
                        .ifPresent(found::add);
            }
        }
        return found;
    }

    private static void loadFrom(Path folder) {
        String paths = System.getProperty(PATHS);
        System.setProperty(PATHS, folder + (paths == null ? "" : File.pathSeparator + paths));
        System.setProperty(PATHS_FIRST, "true");
        System.setProperty(CACHE, folder.getParent().toString()); // so that JavaCPP's additions are in the folder too
    }
}
