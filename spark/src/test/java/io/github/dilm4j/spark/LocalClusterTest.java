package io.github.dilm4j.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.dilm4j.piece.Cluster;
import io.github.dilm4j.piece.PieceRunner;
import io.github.dilm4j.run.EventSink;
import io.github.dilm4j.run.RunEvent;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs pieces on two executors in separate processes. They get nothing from this process except what Spark sends them.
 */
@Tag("spark")
class LocalClusterTest {
    private static final String CLASS_PATH = "spark.executor.extraClassPath";

    private static Cluster cluster;

    @TempDir
    Path folder;

    @BeforeAll
    static void connect() throws IOException {
        String home = System.getenv("SPARK_HOME");
        assumeTrue(home != null, "the build sets SPARK_HOME to a folder for Spark's jars");
        Path jars = Files.createDirectories(Path.of(home, "jars"));
        List<String> folders = new ArrayList<>();
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        for (String entry : classPath.split(File.pathSeparator, -1)) {
            Path path = Path.of(entry).toAbsolutePath();
            Path link = jars.resolve(path.getFileName().toString());
            if (Files.isDirectory(path)) {
                folders.add(path.toString());
            } else if (Files.exists(path) && !Files.exists(link)) {
                Files.createSymbolicLink(link, path);
            }
        }
        System.setProperty(CLASS_PATH, String.join(File.pathSeparator, folders));
        cluster = new SparkClusters().connect("local-cluster[2,1,1024]", "test");
    }

    @AfterAll
    static void disconnect() {
        System.clearProperty(CLASS_PATH);
        if (cluster != null) {
            cluster.close();
        }
    }

    /** One dies while trajectories are trained, another one while the sets are evaluated. */
    @Test
    void aRunWhoseExecutorsDieHasTheBytesOfALocalRun() throws IOException {
        Set<Class<?>> seen = new HashSet<>();
        EventSink killing = event -> {
            boolean ofPiece = event instanceof RunEvent.LearnerProgress || event instanceof RunEvent.LearnerEvaluated;
            if (ofPiece && seen.add(event.getClass())) {
                killAnExecutor();
            }
        };
        SparkPieceRunnerTest.assertBytesOfALocalRun(folder, cluster, killing);
        assertThat(seen).hasSize(2);
    }

    /** Ends one of the executors, which are the only children of this process, as the system does without memory. */
    private static void killAnExecutor() {
        ProcessHandle executor = ProcessHandle.current()
                .children()
                .filter(ProcessHandle::isAlive)
                .findFirst()
                .orElseThrow();
        executor.destroyForcibly();
        executor.onExit().join();
    }

    @Test
    void rowsAreEmbeddedThere() {
        DistributedKCentersTest.assertLocalSelection(SparkSession.active(), folder);
    }

    @Test
    void anExecutorThatDiesLosesNoPiece() {
        assertThat(SparkPieceRunnerTest.squares(cluster, new Squaring(Squaring.Trouble.KILLS_ONCE, folder.toString())))
                .isEqualTo(SparkPieceRunnerTest.squares(
                        PieceRunner.LOCAL, new Squaring(Squaring.Trouble.NONE, folder.toString())));
    }
}
