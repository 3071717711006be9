package io.github.dilm4j.spark;

import java.util.List;
import org.apache.spark.SparkEnv;
import org.apache.spark.storage.BlockId;
import org.apache.spark.storage.BlockManager;
import org.apache.spark.storage.BroadcastBlockId;
import scala.jdk.javaapi.CollectionConverters;

/** The parts of all {@link StoredBytes} on this process. */
final class Parts {
    private Parts() {}

    static List<BlockId> there() {
        return CollectionConverters.asJava(blocks().getMatchingBlockIds(id ->
                id instanceof BroadcastBlockId part && part.field().startsWith(StoredBytes.PREFIX)));
    }

    static void delete() {
        there().forEach(id -> blocks().removeBlock(id, true));
    }

    private static BlockManager blocks() {
        return SparkEnv.get().blockManager();
    }
}
