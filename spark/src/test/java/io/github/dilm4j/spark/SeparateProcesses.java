package io.github.dilm4j.spark;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.dilm4j.piece.Cluster;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Executors in separate processes. They get nothing from this process except what Spark sends them. */
final class SeparateProcesses {
    private static final String CLASS_PATH = "spark.executor.extraClassPath";

    /** Processes that live for seconds spend most of them in the optimising compiler. */
    private static final String FAST_TO_START = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC ";

    private SeparateProcesses() {}

    /**
     * Connects to new ones; the caller closes the cluster. Does not return if the build has no folder for Spark's jars.
     *
     * @param master {@code local-cluster[…]}
     * @param first begins the executors' class path
     * @param settings of Spark
     */
    static Cluster connect(String master, List<Path> first, Map<String, String> settings) throws IOException {
        String home = System.getenv("SPARK_HOME");
        assumeTrue(home != null, "the build sets SPARK_HOME to a folder for Spark's jars");
        Path jars = Files.createDirectories(Path.of(home, "jars"));
        List<String> folders = new ArrayList<>();
        first.forEach(path -> folders.add(path.toString()));
        for (String entry : classPath().split(File.pathSeparator, -1)) {
            Path path = Path.of(entry).toAbsolutePath();
            Path link = jars.resolve(path.getFileName().toString());
            if (Files.isDirectory(path)) {
                folders.add(path.toString());
            } else if (Files.exists(path) && !Files.exists(link)) {
                Files.createSymbolicLink(link, path);
            }
        }
        settings.forEach(System::setProperty);
        System.setProperty(SparkClusters.EXECUTOR_OPTIONS, FAST_TO_START + SparkClusters.WITHOUT_JAVACPP_LIMITS);
        System.setProperty(CLASS_PATH, String.join(File.pathSeparator, folders));
        try {
            return new SparkClusters().connect(master, "test", warning -> {});
        } finally {
            System.clearProperty(SparkClusters.EXECUTOR_OPTIONS);
            System.clearProperty(CLASS_PATH);
            settings.keySet().forEach(System::clearProperty);
        }
    }

    /** The class path of the tests, also where Surefire hides it in a jar. */
    static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }

    /** Ends one of the executors, which are the only children of this process, as the system does without memory. */
    static void killOne() {
        ProcessHandle executor = ProcessHandle.current()
                .children()
                .filter(ProcessHandle::isAlive)
                .findFirst()
                .orElseThrow();
        executor.destroyForcibly();
        executor.onExit().join();
    }
}
