package io.github.dilm4j.spark;

import io.github.dilm4j.piece.Watch;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.ByteBuffer;
import org.apache.spark.SparkEnv;
import org.apache.spark.storage.BlockManager;
import org.apache.spark.storage.BroadcastBlockId;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.util.io.ChunkedByteBuffer;
import scala.Option;
import scala.reflect.ClassTag$;

/**
 * Bytes that a task wrote, in parts on the disk of its executor, from where the driver reads one part at a time. A
 * task's result would hold them in memory, and Spark limits the sum of all results ({@code spark.driver.maxResultSize}).
 * The parts are blocks of Spark's block manager, as are its own large results. They belong to a broadcast: whatever the
 * driver does not read is deleted with that.
 *
 * @param broadcast its number
 * @param name unique in the broadcast, of letters, digits and underscores
 */
record StoredBytes(long broadcast, String name, int parts) implements Serializable {
    static final String PREFIX = "stored_";

    private static final int PART = 8 << 20; // bytes

    /** Tells that a part is gone or damaged, most likely with its executor. */
    static final class LostException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        LostException(String message, Throwable why) {
            super(message, why);
        }
    }

    /** On an executor: stores all that can be read. */
    static StoredBytes of(InputStream in, long broadcast, String name) throws IOException {
        int parts = 0;
        for (byte[] part = in.readNBytes(PART); part.length > 0; part = in.readNBytes(PART)) {
            boolean stored = blocks().putBytes(
                            id(broadcast, name, parts),
                            new ChunkedByteBuffer(ByteBuffer.wrap(part)),
                            StorageLevel.DISK_ONLY(),
                            true,
                            ClassTag$.MODULE$.Byte());
            if (!stored) {
                throw new IOException("Spark's block manager does not take it");
            }
            parts++;
        }
        return new StoredBytes(broadcast, name, parts);
    }

    /**
     * On the driver: copies the bytes and deletes them on the executor.
     *
     * @param watch called before each part
     * @throws LostException if they cannot be read
     */
    void moveTo(OutputStream out, Watch watch) throws IOException {
        for (int part = 0; part < parts; part++) {
            watch.check();
            BroadcastBlockId id = id(broadcast, name, part);
            try (InputStream in = read(id).toInputStream(true)) {
                in.transferTo(out);
            }
            blocks().master().removeBlock(id);
        }
    }

    private static ChunkedByteBuffer read(BroadcastBlockId id) {
        Option<ChunkedByteBuffer> bytes;
        try {
            bytes = blocks().getRemoteBytes(id);
        } catch (Exception e) { // Scala throws undeclared exceptions
            throw new LostException(id + ": " + SparkFailures.reason(e), e);
        }
        if (bytes.isEmpty()) {
            throw new LostException(id + " is on no executor", null);
        }
        return bytes.get();
    }

    private static BroadcastBlockId id(long broadcast, String name, int part) {
        return new BroadcastBlockId(broadcast, PREFIX + name + "_" + part);
    }

    private static BlockManager blocks() {
        return SparkEnv.get().blockManager();
    }
}
