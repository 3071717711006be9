package io.github.dilm4j.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dilm4j.piece.Cluster;
import io.github.dilm4j.piece.PieceRunner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.master.Master;
import org.apache.spark.deploy.worker.Worker;
import org.apache.spark.rpc.RpcEnv;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.Option;

/**
 * Twins of slow tasks. Spark runs none on the host of the task, so this cluster has two: two addresses of this machine.
 */
@Tag("spark")
class SpeculationTest {
    private static final String HOST = "127.0.0.1";
    private static final String OTHER_HOST = "127.0.0.2";
    private static final int ANY = 0; // free port

    @TempDir
    Path folder;

    @Test
    void oneResultOfASlowTaskAndItsTwinIsTaken() throws IOException {
        RpcEnv master =
                Master.startRpcEnvAndEndpoint(HOST, ANY, ANY, settings())._1();
        RpcEnv one = worker(HOST, master);
        RpcEnv other = worker(OTHER_HOST, master);
        try (Cluster cluster = SeparateProcesses.connect(
                address(master),
                List.of(),
                Map.of(
                        "spark.speculation", "true",
                        "spark.speculation.interval", "100ms",
                        "spark.speculation.quantile", "0.5"))) {
            assertThat(SparkPieceRunnerTest.squares(
                            cluster, new Squaring(Squaring.Trouble.WAITS_FOR_TWIN, folder.toString())))
                    .isEqualTo(SparkPieceRunnerTest.squares(
                            PieceRunner.LOCAL, new Squaring(Squaring.Trouble.NONE, folder.toString())));
            assertThat(folder.resolve(Squaring.TWIN)).exists();
        } finally {
            List.of(one, other, master).forEach(RpcEnv::shutdown);
        }
    }

    /** Starts a worker with memory for one executor of one core. */
    private RpcEnv worker(String host, RpcEnv master) {
        return Worker.startRpcEnvAndEndpoint(
                host,
                ANY,
                ANY,
                1,
                1024,
                new String[] {address(master)},
                folder.resolve(host).toString(),
                Option.apply(1),
                settings(),
                Option.empty());
    }

    private static String address(RpcEnv master) {
        return "spark://" + HOST + ":" + master.address().port();
    }

    private static SparkConf settings() {
        return new SparkConf().set("spark.master.rest.enabled", "false");
    }
}
