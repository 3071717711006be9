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
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;

/**
 * A sealed folder that a task wrote.
 *
 * @param files by name
 */
record StoredFolder(LinkedHashMap<String, StoredBytes> files) implements Serializable {
    /**
     * On an executor: stores the files of a folder.
     *
     * @param name as in {@link StoredBytes}
     */
    static StoredFolder of(Path folder, long broadcast, String name) {
        LinkedHashMap<String, StoredBytes> files = new LinkedHashMap<>();
        for (Path file : Folders.files(folder)) {
            try (InputStream in = Files.newInputStream(file)) {
                files.put(file.getFileName().toString(), StoredBytes.of(in, broadcast, name + "_" + files.size()));
            } catch (IOException e) {
                throw new UncheckedIOException(file + ": cannot be stored for the driver", e);
            }
        }
        return new StoredFolder(files);
    }

    /**
     * On the driver: moves the folder there. What is at {@code folder} is replaced as a whole.
     *
     * @param watch called again and again
     * @throws StoredBytes.LostException if it cannot be read; {@code folder} is as before
     */
    void moveTo(Path folder, Watch watch) {
        AtomicFiles.writeFolder(folder, beside -> {
            for (String file : files.keySet()) {
                try (FileChannel out = FileChannel.open(
                        beside.resolve(file), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                    files.get(file).moveTo(Channels.newOutputStream(out), watch);
                    out.force(true); // before the folder is renamed
                }
            }
            try {
                SealedFolder.verify(beside);
            } catch (InputException damaged) {
                throw new StoredBytes.LostException(damaged.getMessage(), damaged);
            }
        });
    }
}
