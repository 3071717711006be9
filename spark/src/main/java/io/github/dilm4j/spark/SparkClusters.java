package io.github.dilm4j.spark;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.piece.Cluster;
import io.github.dilm4j.piece.Clusters;
import java.util.ServiceLoader;
import java.util.function.Consumer;
import org.apache.spark.SparkBuildInfo;
import org.apache.spark.SparkConf;
import org.apache.spark.scheduler.ExternalClusterManager;
import org.apache.spark.sql.SparkSession;

/**
 * Spark sessions by the name of a master. Settings come from system properties {@code spark.…}, as Spark reads them.
 */
public final class SparkClusters implements Clusters {
    static final String YARN = "yarn";
    static final String KUBERNETES = "k8s://";
    static final String EXECUTOR_OPTIONS = "spark.executor.extraJavaOptions";
    static final String WITHOUT_JAVACPP_LIMITS =
            "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0 -Dorg.bytedeco.javacpp.maxBytes=0";

    @Override
    public Cluster connect(String master, String name, Consumer<String> warnings) {
        SparkConf settings = new SparkConf()
                .setMaster(master)
                .setAppName("dilm4j " + name)
                .setIfMissing("spark.ui.enabled", "false")
                .setIfMissing("spark.kubernetes.driver.connectionTimeout", "3000") // Spark makes 11 tries of 10 seconds
                .setIfMissing(EXECUTOR_OPTIONS, WITHOUT_JAVACPP_LIMITS)
                .setExecutorEnv("OMP_WAIT_POLICY", "PASSIVE");
        String kernels = System.getenv("OPENBLAS_CORETYPE");
        if (kernels != null) { // other kernels round differently
            settings.setExecutorEnv("OPENBLAS_CORETYPE", kernels);
        }
        requireModule(master);
        if (master.equals(YARN)) {
            YarnAnswers.require(settings, System.getenv());
        } else if (master.startsWith(KUBERNETES)) {
            requireImage(master, settings);
            // Spark would end the process without a word; MissingExecutors tells what the run waits for.
            settings.setIfMissing("spark.executor.maxNumFailures", String.valueOf(Integer.MAX_VALUE));
        }
        try (SlowConnection slow = new SlowConnection(master, SlowConnection.USUAL, warnings)) {
            SparkSession session = SparkSession.builder().config(settings).getOrCreate();
            return new SparkPieceRunner(session, session::stop);
        } catch (Exception e) { // Scala throws undeclared exceptions
            throw refused(master, e);
        }
    }

    /** Installations of Spark have modules for some masters that Spark's libraries themselves lack. */
    private static void requireModule(String master) {
        boolean kubernetes = master.startsWith(KUBERNETES);
        if (!kubernetes && !master.equals(YARN)) {
            return;
        }
        for (ExternalClusterManager manager : ServiceLoader.load(ExternalClusterManager.class)) {
            if (manager.canCreate(master)) {
                return;
            }
        }
        throw new InputException("--spark: '" + master + "' needs Spark's module for "
                + (kubernetes ? "Kubernetes" : "YARN")
                + ", which is not on the class path; set SPARK_HOME to an installation of Spark that has it, of the"
                + " cluster's version, or submit the assembly with spark-submit (docs/scale.md)");
    }

    /** Without an image, Spark starts no executor and does not stop. */
    static void requireImage(String master, SparkConf settings) {
        if (!settings.contains("spark.kubernetes.container.image")
                && !settings.contains("spark.kubernetes.executor.container.image")) {
            throw new InputException("--spark: '" + master + "' needs an image for the executors; name one of Spark "
                    + SparkBuildInfo.spark_version()
                    + ", such as DILM_OPTS='-Dspark.kubernetes.container.image=apache/spark:"
                    + SparkBuildInfo.spark_version() + "'");
        }
    }

    private static String withoutReason(String master) {
        if (master.startsWith("local-cluster")) {
            return "no executor starts: the environment must name Spark's folder, SPARK_HOME, and"
                    + " SPARK_SCALA_VERSION=2.13";
        }
        return master.startsWith("spark://") ? "no master answers" : "Spark stopped while it waited for the cluster";
    }

    private static String remedy(String master) {
        if (master.equals(YARN)) { // which has answered
            return "change Spark's settings in DILM_OPTS, such as -Dspark.yarn.queue=default, or those of the cluster";
        }
        return master.startsWith(KUBERNETES)
                ? "give the URL of an API server that answers here, and Spark's settings for it in DILM_OPTS, such as"
                        + " -Dspark.kubernetes.namespace=default"
                : "give a reachable master in a form that Spark knows, such as local[2], spark://HOST:7077, yarn or"
                        + " k8s://URL";
    }

    static InputException refused(String master, Exception why) {
        // Spark gives up and stops itself while it starts; the exception tells only which step came next.
        boolean stopped = why instanceof IllegalStateException || why instanceof NullPointerException;
        String reason = stopped ? withoutReason(master) : SparkFailures.rootReason(why);
        return new InputException("--spark: '" + master + "' cannot be used (" + reason + "); " + remedy(master), why);
    }
}
