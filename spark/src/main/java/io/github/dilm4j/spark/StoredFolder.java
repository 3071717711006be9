package io.github.dilm4j.spark;

import io.github.dilm4j.base.AtomicFiles;
import io.github.dilm4j.base.Folders;
import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.SealedFolder;
import io.github.dilm4j.piece.Watch;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkEnv;
import org.apache.spark.storage.BlockManager;
import org.apache.spark.storage.BroadcastBlockId;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.util.io.ChunkedByteBuffer;
import scala.Option;
import scala.reflect.ClassTag$;

/**
 * A sealed folder that a task wrote, in parts on the disk of its executor, from where the driver reads one part at a
 * time. It is not in the task's result, because Spark holds results in memory and limits their sum ({@code
 * spark.driver.maxResultSize}). The parts are blocks of Spark's block manager, as are its own large results. They
 * belong to a broadcast: whatever the driver does not read is deleted with that.
 *
 * @param broadcast the number of the broadcast
 * @param attempt the number of the task's attempt, since several attempts may write the same folder
 */
record StoredFolder(long broadcast, long attempt, int piece, List<StoredFile> files) implements Serializable {
    private static final int PART = 8 << 20; // bytes

    record StoredFile(String name, int parts) implements Serializable {}

    /** Tells that a part is gone or damaged, most likely with its executor. */
    static final class LostException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        LostException(String message, Throwable why) {
            super(message, why);
        }
    }

    /**
     * On an executor: stores the files of a folder.
     *
     * @param piece its number among the pieces of the attempt
     */
    static StoredFolder of(Path folder, long broadcast, long attempt, int piece) {
        StoredFolder stored = new StoredFolder(broadcast, attempt, piece, new ArrayList<>());
        try {
            for (Path file : Folders.files(folder)) {
                stored.add(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(folder + ": cannot be stored for the driver", e);
        }
        return stored;
    }

    private void add(Path file) throws IOException {
        int parts = 0;
        try (InputStream in = Files.newInputStream(file)) {
            for (byte[] part = in.readNBytes(PART); part.length > 0; part = in.readNBytes(PART)) {
                boolean stored = blocks().putBytes(
                                id(files.size(), parts),
                                new ChunkedByteBuffer(ByteBuffer.wrap(part)),
                                StorageLevel.DISK_ONLY(),
                                true,
                                ClassTag$.MODULE$.Byte());
                if (!stored) {
                    throw new IOException("Spark's block manager does not take it");
                }
                parts++;
            }
        }
        files.add(new StoredFile(file.getFileName().toString(), parts));
    }

    /**
     * On the driver: moves the folder there. What is at {@code folder} is replaced as a whole.
     *
     * @param watch called between the parts
     * @throws LostException if it cannot be read; {@code folder} is as before
     */
    void moveTo(Path folder, Watch watch) {
        AtomicFiles.writeFolder(folder, beside -> {
            for (int file = 0; file < files.size(); file++) {
                copy(file, beside.resolve(files.get(file).name()), watch);
            }
            try {
                SealedFolder.verify(beside);
            } catch (InputException damaged) {
                throw new LostException(damaged.getMessage(), damaged);
            }
        });
    }

    private void copy(int file, Path target, Watch watch) throws IOException {
        try (FileChannel out = FileChannel.open(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (int part = 0; part < files.get(file).parts(); part++) {
                watch.check();
                ChunkedByteBuffer bytes = read(id(file, part));
                try (InputStream in = bytes.toInputStream(true)) {
                    in.transferTo(Channels.newOutputStream(out));
                }
                blocks().master().removeBlock(id(file, part));
            }
            out.force(true); // before the folder is renamed
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

    private BroadcastBlockId id(int file, int part) {
        return new BroadcastBlockId(
                broadcast, String.join("_", "written", attempt + "", piece + "", file + "", part + ""));
    }

    private static BlockManager blocks() {
        return SparkEnv.get().blockManager();
    }
}
