package io.github.dilm4j.spark;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.piece.Cluster;
import io.github.dilm4j.piece.Clusters;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkException;
import org.apache.spark.sql.SparkSession;

/**
 * Spark sessions by the name of a master. Settings come from system properties {@code spark.…}, as Spark reads them.
 */
public final class SparkClusters implements Clusters {
    static final String EXECUTOR_OPTIONS = "spark.executor.extraJavaOptions";
    static final String WITHOUT_JAVACPP_LIMITS =
            "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0 -Dorg.bytedeco.javacpp.maxBytes=0";

    @Override
    public Cluster connect(String master, String name) {
        SparkConf settings = new SparkConf()
                .setMaster(master)
                .setAppName("dilm4j " + name)
                .setIfMissing("spark.ui.enabled", "false")
                .setIfMissing(EXECUTOR_OPTIONS, WITHOUT_JAVACPP_LIMITS)
                .setExecutorEnv("OMP_WAIT_POLICY", "PASSIVE");
        String kernels = System.getenv("OPENBLAS_CORETYPE");
        if (kernels != null) { // other kernels round differently
            settings.setExecutorEnv("OPENBLAS_CORETYPE", kernels);
        }
        try {
            SparkSession session = SparkSession.builder().config(settings).getOrCreate();
            return new SparkPieceRunner(session, session::stop);
        } catch (RuntimeException e) {
            throw refused(master, e);
        } catch (Exception e) { // Scala throws undeclared exceptions
            if (e instanceof SparkException) {
                throw refused(master, e);
            }
            throw new IllegalStateException(e);
        }
    }

    private static String withoutReason(String master) {
        return master.startsWith("local-cluster")
                ? "no executor starts: the environment must name Spark's folder, SPARK_HOME, and SPARK_SCALA_VERSION=2.13"
                : "no master answers";
    }

    private static InputException refused(String master, Exception why) {
        // Spark gives up and stops itself while it starts; the exception tells only which step came next.
        boolean stopped = why instanceof IllegalStateException || why instanceof NullPointerException;
        String reason = stopped ? withoutReason(master) : SparkFailures.reason(why);
        return new InputException("--spark: '" + master + "' cannot be used (" + reason
                + "); give a reachable master in a form that Spark knows, such as local[2], spark://HOST:7077, yarn or"
                + " k8s://URL");
    }
}
