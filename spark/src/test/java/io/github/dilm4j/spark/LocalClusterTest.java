package io.github.dilm4j.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dilm4j.piece.Cluster;
import io.github.dilm4j.piece.PieceRunner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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
