package io.github.dilm4j.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.piece.Clusters;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.yarn.exceptions.YarnException;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SparkClustersTest {
    @Test
    void theCommandLineFindsIt() {
        assertThat(ServiceLoader.load(Clusters.class).findFirst()).containsInstanceOf(SparkClusters.class);
    }

    @Test
    void aMasterThatSparkDoesNotKnowIsRefused() {
        assertThatThrownBy(() -> new SparkClusters().connect("loca[2]", "test", warning -> {}))
                .isInstanceOf(InputException.class)
                .hasMessage(
                        "--spark: 'loca[2]' cannot be used (Could not parse Master URL: 'loca[2]'); give a reachable master"
                                + " in a form that Spark knows, such as local[2], spark://HOST:7077, yarn or k8s://URL");
    }

    @ParameterizedTest
    @CsvSource({"yarn, YARN", "k8s://https://localhost:1, Kubernetes"})
    void aMasterWhoseModuleOnlyInstallationsHaveNeedsOne(String master, String module) {
        assertThatThrownBy(() -> new SparkClusters().connect(master, "test", warning -> {}))
                .isInstanceOf(InputException.class)
                .hasMessage(
                        "--spark: '" + master + "' needs Spark's module for " + module + ", which is not on the class"
                                + " path; set SPARK_HOME to an installation of Spark that has it, of the cluster's version, or"
                                + " submit the assembly with spark-submit (docs/scale.md)");
    }

    @Test
    void yarnNeedsItsSettings() {
        assertThatThrownBy(() -> YarnAnswers.require(new SparkConf(false), Map.of()))
                .isInstanceOf(InputException.class)
                .hasMessage("--spark: 'yarn' needs the cluster's settings; set HADOOP_CONF_DIR or YARN_CONF_DIR to the"
                        + " folder of its core-site.xml and yarn-site.xml");
    }

    @Test
    @Timeout(60)
    void aResourceManagerThatIsNotRunningIsTold() {
        SparkConf settings = new SparkConf(false).set("spark.hadoop.yarn.resourcemanager.address", "localhost:1");
        assertThatThrownBy(() -> YarnAnswers.require(settings, Map.of("HADOOP_CONF_DIR", "/etc/hadoop")))
                .isInstanceOf(InputException.class)
                .hasMessageMatching("--spark: 'yarn' cannot be used, because the ResourceManager does not answer"
                        + " \\(Call From \\S+ to localhost:1 failed on connection exception:"
                        + " java\\.net\\.ConnectException: Connection refused\\); start it, or set HADOOP_CONF_DIR or"
                        + " YARN_CONF_DIR to the folder of the yarn-site\\.xml with its address");
    }

    @Test
    void aDriverThatYarnHasStartedNeedsNoAnswer() {
        assertThatCode(() ->
                        YarnAnswers.require(new SparkConf(false).set("spark.submit.deployMode", "cluster"), Map.of()))
                .doesNotThrowAnyException();
    }

    @Test
    void kubernetesNeedsAnImageForTheExecutors() {
        String master = "k8s://https://localhost:1";
        assertThatThrownBy(() -> SparkClusters.requireImage(master, new SparkConf(false)))
                .isInstanceOf(InputException.class)
                .hasMessageMatching(
                        "--spark: 'k8s://https://localhost:1' needs an image for the executors; name one of"
                                + " Spark (4\\.\\S+), such as DILM_OPTS='-Dspark\\.kubernetes\\.container\\.image=apache/spark:\\1'");
        for (String setting :
                List.of("spark.kubernetes.container.image", "spark.kubernetes.executor.container.image")) {
            assertThatCode(() -> SparkClusters.requireImage(master, new SparkConf(false).set(setting, "spark")))
                    .doesNotThrowAnyException();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "yarn, see with 'yarn application -list' whether",
        "k8s://https://localhost:1, see whether a Kubernetes API server answers",
        "spark://localhost:1, see whether a Spark master answers"
    })
    @Timeout(60)
    void aClusterThatLetsTheRunWaitIsToldOnce(String master, String remedy) throws InterruptedException {
        BlockingQueue<String> warnings = new LinkedBlockingQueue<>();
        try (SlowConnection slow = new SlowConnection(master, Duration.ofMillis(1), warnings::add)) {
            assertThat(warnings.take())
                    .startsWith("--spark: '" + master + "' has not let the run begin for 0 seconds; the run waits: "
                            + remedy);
            assertThat(warnings.poll(100, TimeUnit.MILLISECONDS)).isNull();
        }
        new SlowConnection(master, Duration.ofMillis(300), warnings::add).close();
        assertThat(warnings.poll(600, TimeUnit.MILLISECONDS)).isNull();
    }

    @Test
    void aClusterThatRefusesTellsWhatToChange() {
        assertThat(SparkClusters.refused("yarn", new YarnException("unknown queue: nope")))
                .hasMessage(
                        "--spark: 'yarn' cannot be used (unknown queue: nope); change Spark's settings in DILM_OPTS,"
                                + " such as -Dspark.yarn.queue=default, or those of the cluster");
        assertThat(SparkClusters.refused("yarn", new IllegalStateException("stopped")))
                .hasMessageStartingWith(
                        "--spark: 'yarn' cannot be used (Spark stopped while it waited for the cluster);");
        assertThat(SparkClusters.refused(
                        "k8s://https://localhost:1",
                        new IllegalArgumentException(
                                "An error has occurred.", new IOException(new ConnectException("Connection refused")))))
                .hasMessage(
                        "--spark: 'k8s://https://localhost:1' cannot be used (Connection refused); give the URL of an"
                                + " API server that answers here, and Spark's settings for it in DILM_OPTS, such as"
                                + " -Dspark.kubernetes.namespace=default");
    }

    @Test
    void aSubmittedRunUsesTheMasterThatItWasSubmittedTo() {
        assertThat(DilmOnSpark.onMaster(new String[] {"run", "sst2.yaml"}, "yarn"))
                .containsExactly("run", "--spark", "yarn", "sst2.yaml");
        assertThat(DilmOnSpark.onMaster(new String[] {"run", "--spark=local", "sst2.yaml"}, "yarn"))
                .containsExactly("run", "--spark=local", "sst2.yaml");
        assertThat(DilmOnSpark.onMaster(new String[] {"report", "runs/sst2"}, "yarn"))
                .containsExactly("report", "runs/sst2");
    }
}
