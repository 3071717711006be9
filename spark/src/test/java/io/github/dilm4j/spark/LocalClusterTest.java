package io.github.dilm4j.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dilm4j.piece.Cluster;
import io.github.dilm4j.piece.PieceRunner;
import io.github.dilm4j.run.EventSink;
import io.github.dilm4j.run.RunEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs pieces on two executors in separate processes. */
@Tag("spark")
class LocalClusterTest {
    private static Cluster cluster;

    @TempDir
    Path folder;

    @BeforeAll
    static void connect() throws IOException {
        cluster = SeparateProcesses.connect("local-cluster[2,1,1024]", List.of(), Map.of());
    }

    @AfterAll
    static void disconnect() {
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
