package io.github.dilm4j;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Finds out which classes a piece of work loads, by running it in a new class loader. */
public final class LoadedClasses {
    private LoadedClasses() {}

    /**
     * @param work a public class with a public constructor without parameters
     * @return the names of all loaded classes except the JDK's
     */
    public static Set<String> by(Class<? extends Consumer<Path>> work, Path argument)
            throws IOException, ReflectiveOperationException {
        URL[] classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(LoadedClasses::url)
                .toArray(URL[]::new);
        try (Recorder recorder = new Recorder(classPath)) {
            Object loaded = recorder.loadClass(work.getName()).getConstructor().newInstance();
            @SuppressWarnings("unchecked") // the interface comes from the parent loader
            Consumer<Path> fresh = (Consumer<Path>) loaded;
            fresh.accept(argument);
            return recorder.loaded;
        }
    }

    /** Returns whether a class belongs to the engine or to a package that depends on it. */
    public static boolean isOfTheEngine(String name) {
        return name.matches("org\\.bytedeco\\..*|io\\.github\\.dilm4j\\.(tensor|nn|model)\\..*");
    }

    private static URL url(String entry) {
        try {
            return Path.of(entry).toUri().toURL();
        } catch (IOException e) {
            throw new IllegalArgumentException(entry, e);
        }
    }

    private static final class Recorder extends URLClassLoader {
        private final Set<String> loaded = new TreeSet<>();

        Recorder(URL[] classPath) {
            super(classPath, ClassLoader.getPlatformClassLoader());
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            Class<?> found = super.findClass(name);
            loaded.add(name);
            return found;
        }
    }
}
