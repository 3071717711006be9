package io.github.dilm4j.spark;

import org.apache.spark.sql.SparkSession;

/** Runs Spark in this process, for tests. */
final class LocalSession {
    private LocalSession() {}

    /** Starts a session. The caller stops it. */
    static SparkSession start() {
        return SparkSession.builder()
                .master("local[2]")
                .config("spark.ui.enabled", "false")
                .config("spark.sql.shuffle.partitions", "3")
                .getOrCreate();
    }
}
