package io.github.dilm4j.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.ProgramVersion;
import io.github.dilm4j.piece.Cluster;
import io.github.dilm4j.piece.Piece;
import io.github.dilm4j.piece.Watch;
import io.github.dilm4j.run.StopRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clusters of separate processes that cannot do the work: each is told in one sentence. */
@Tag("spark")
class LocalClusterFaultsTest {
    @TempDir
    Path folder;

    @Test
    void anExecutorOfAnotherVersionIsRefused() throws IOException {
        Path version = folder.resolve("other/io/github/dilm4j/base/version.properties");
        Files.createDirectories(version.getParent());
        Files.writeString(version, "version=0.0.7\n");
        try (Cluster cluster =
                SeparateProcesses.connect("local-cluster[1,1,1024]", List.of(folder.resolve("other")), Map.of())) {
            assertThatThrownBy(() -> squares(cluster))
                    .isInstanceOf(InputException.class)
                    .hasMessage("the driver is dilm4j " + ProgramVersion.get() + ", but the executor 0 has dilm4j 0.0.7"
                            + " on its class path; remove it there, or submit the same version");
        }
    }

    @Test
    void anExecutorWithoutEnoughMemoryIsToldWithTheSettingsThatGiveMore() throws IOException {
        try (Cluster cluster = SeparateProcesses.connect("local-cluster[1,1,1024]", List.of(), Map.of())) {
            assertThatThrownBy(() -> cluster.run(
                            new Repeating(),
                            List.of(new Piece<>("huge", Integer.MAX_VALUE - 8)),
                            () -> {},
                            (piece, bytes) -> {}))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageStartingWith("Spark gave up: ")
                    .hasMessageContaining("; if the executors ran out of memory, raise spark.executor.memory or"
                            + " spark.executor.memoryOverhead; the finished pieces are kept")
                    .message()
                    .doesNotContain("\n");
        }
    }

    @Test
    void executorsThatNoWorkerCanHoldAreMissed() throws IOException {
        StopRequest stop = new StopRequest();
        List<String> warnings = new ArrayList<>();
        Watch watch = new Watch() {
            @Override
            public void check() {
                stop.check();
            }

            @Override
            public void warning(String sentence) {
                warnings.add(sentence);
                stop.request();
            }
        };
        try (Cluster cluster =
                SeparateProcesses.connect("local-cluster[1,1,1024]", List.of(), Map.of("spark.executor.cores", "2"))) {
            assertThatThrownBy(() ->
                            cluster.run(new Repeating(), List.of(new Piece<>("one", 1)), watch, (piece, bytes) -> {}))
                    .isInstanceOf(StopRequest.StoppedException.class);
        }
        assertThat(warnings)
                .singleElement(InstanceOfAssertFactories.STRING)
                .startsWith("no executor has come for 60 seconds; ");
    }

    @Test
    void aMasterThatDoesNotAnswerIsRefused() {
        assertThatThrownBy(() -> new SparkClusters().connect("spark://127.0.0.1:9", "test", warning -> {}))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith("--spark: 'spark://127.0.0.1:9' cannot be used (no master answers); give ");
    }

    private void squares(Cluster cluster) {
        SparkPieceRunnerTest.squares(cluster, new Squaring(Squaring.Trouble.NONE, folder.toString()));
    }
}
