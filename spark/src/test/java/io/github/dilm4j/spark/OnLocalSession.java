package io.github.dilm4j.spark;

import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Tests that share one {@link LocalSession}. */
abstract class OnLocalSession {
    static SparkSession session;

    @BeforeAll
    static void startSession() {
        session = LocalSession.start();
    }

    @AfterAll
    static void stopSession() {
        session.stop();
    }
}
