package io.github.dilm4j.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.ProgramVersion;
import java.util.Map;
import org.apache.spark.SparkException;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

class SparkFailuresTest {
    @Test
    void anExecutorThatIsLostMayLackMemory() {
        assertThat(SparkFailures.gaveUp(
                        new SparkException("Job aborted due to stage failure: ExecutorLostFailure (executor 1 exited)\n"
                                + "Driver stacktrace:\n at x"),
                        "start again"))
                .hasMessage(
                        "Spark gave up: Job aborted due to stage failure: ExecutorLostFailure (executor 1 exited); if"
                                + " the executors ran out of memory, raise spark.executor.memory or"
                                + " spark.executor.memoryOverhead; start again");
        assertThat(SparkFailures.gaveUp(
                        new SparkException("Lost task 0.3: java.lang.OutOfMemoryError: Java heap space"),
                        "start again"))
                .hasMessageContaining("raise spark.executor.memory");
        assertThat(SparkFailures.gaveUp(new SparkException("no space left"), "start again"))
                .hasMessage("Spark gave up: no space left; start again");
    }

    @Test
    void anExecutorOfAnotherVersionIsRefused() {
        SparkSession session = LocalSession.start();
        try {
            SentWork<Integer, Long> sent = new SentWork<>(null, "", Map.of(), new TaskCores(1), "0.0.7");
            assertThatThrownBy(() -> sent.runOne(2))
                    .isInstanceOf(InputException.class)
                    .hasMessage("the driver is dilm4j 0.0.7, but the executor driver has dilm4j " + ProgramVersion.get()
                            + " on its class path; remove it there, or submit the same version");
        } finally {
            session.stop();
        }
    }
}
