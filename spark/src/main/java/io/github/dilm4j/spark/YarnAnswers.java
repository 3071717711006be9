package io.github.dilm4j.spark;

import io.github.dilm4j.base.InputException;
import java.io.IOException;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.client.api.YarnClient;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.exceptions.YarnException;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;

/** Asks YARN's ResourceManager for an answer, since Spark would ask for 15 minutes. */
final class YarnAnswers {
    private static final int RETRIES = 3;
    private static final int BETWEEN_MILLIS = 1000;
    private static final int CONNECTION_MILLIS = 5000;
    private static final int ANSWER_MILLIS = 10_000;

    private YarnAnswers() {}

    /**
     * Returns at once for a driver inside the cluster, which YARN has started.
     *
     * @throws InputException if the ResourceManager does not answer, or if neither variable names the folder of the settings
     */
    static void require(SparkConf settings, Map<String, String> environment) {
        if (settings.get("spark.submit.deployMode", "client").equals("cluster")) {
            return;
        }
        if (!environment.containsKey("HADOOP_CONF_DIR") && !environment.containsKey("YARN_CONF_DIR")) {
            throw new InputException(
                    "--spark: 'yarn' needs the cluster's settings; set HADOOP_CONF_DIR or YARN_CONF_DIR"
                            + " to the folder of its core-site.xml and yarn-site.xml");
        }
        try (YarnClient client = YarnClient.createYarnClient()) {
            client.init(impatient(SparkHadoopUtil.get().newConfiguration(settings)));
            client.start();
            client.getYarnClusterMetrics();
        } catch (IOException | YarnException e) {
            throw new InputException(
                    "--spark: 'yarn' cannot be used, because the ResourceManager does not answer ("
                            + SparkFailures.reason(e).replaceAll(";? *For more details.*", "")
                            + "); start it, or set HADOOP_CONF_DIR or YARN_CONF_DIR to the folder of the yarn-site.xml"
                            + " with its address",
                    e);
        }
    }

    private static Configuration impatient(Configuration settings) {
        Configuration impatient = new YarnConfiguration(settings);
        impatient.setInt(YarnConfiguration.RESOURCEMANAGER_CONNECT_MAX_WAIT_MS, RETRIES * BETWEEN_MILLIS);
        impatient.setInt(YarnConfiguration.RESOURCEMANAGER_CONNECT_RETRY_INTERVAL_MS, BETWEEN_MILLIS);
        impatient.setInt("ipc.client.connect.timeout", CONNECTION_MILLIS);
        impatient.setInt("ipc.client.connect.max.retries", 0);
        impatient.setInt("ipc.client.connect.max.retries.on.timeouts", 0);
        impatient.setInt("ipc.client.rpc-timeout.ms", ANSWER_MILLIS);
        return impatient;
    }
}
