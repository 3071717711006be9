package io.github.dilm4j.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.spark.SparkEnv;
import org.apache.spark.storage.BlockId;
import org.apache.spark.storage.BlockManager;
import org.apache.spark.storage.BroadcastBlockId;
import scala.jdk.javaapi.CollectionConverters;

/** The parts of all {@link StoredBytes} on this process. */
final class Parts {
    private Parts() {}

    private static List<BlockId> there() {
        return CollectionConverters.asJava(blocks().getMatchingBlockIds(id ->
                id instanceof BroadcastBlockId part && part.field().startsWith(StoredBytes.PREFIX)));
    }

    /** Waits until all are deleted, which Spark does after it has answered. */
    static void awaitNone() throws InterruptedException {
        for (int tries = 0; !there().isEmpty() && tries < 600; tries++) {
            Thread.sleep(100);
        }
        assertThat(there()).isEmpty();
    }

    static void delete() {
        there().forEach(id -> blocks().removeBlock(id, true));
    }

    private static BlockManager blocks() {
        return SparkEnv.get().blockManager();
    }
}
