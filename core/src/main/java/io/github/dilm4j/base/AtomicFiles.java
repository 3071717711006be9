package io.github.dilm4j.base;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Files that are either the old or the new ones, whenever the process dies: written beside, synced, renamed. */
public final class AtomicFiles {
    /** Writes the content to the path that it is given. */
    @FunctionalInterface
    public interface Content {
        void writeTo(Path file) throws IOException;
    }

    private AtomicFiles() {}

    /**
     * The path at which a file or folder is written before it is renamed. A file there is the unfinished part that an
     * earlier process left. A link is written through, so this path is beside its target.
     */
    public static Path beside(Path target) {
        Path whole = RealPath.of(target);
        return whole.resolveSibling(whole.getFileName() + ".part");
    }

    public static void writeString(Path file, String text) {
        write(file, beside -> Files.write(beside, text.getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * Creates or replaces {@code file}, or what it links to.
     *
     * @throws UncheckedIOException naming the file, with the old file untouched
     */
    public static void write(Path file, Content content) {
        Path target = RealPath.of(file);
        Path beside = beside(target);
        try {
            Files.createDirectories(target.getParent());
            Files.deleteIfExists(beside); // a link there would lead elsewhere
            content.writeTo(beside);
            sync(beside);
            Files.move(beside, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            syncFolder(target.getParent());
        } catch (IOException e) {
            deleteQuietly(beside);
            throw new UncheckedIOException(file + ": cannot be written (" + IoReason.of(e) + ")", e);
        } catch (RuntimeException e) {
            deleteQuietly(beside);
            throw e;
        }
    }

    /**
     * Creates {@code folder} with all that is in it. An existing folder is replaced as a whole; it never holds files of
     * both.
     *
     * @param content writes to the folder that it is given
     * @throws UncheckedIOException naming the folder
     */
    public static void writeFolder(Path folder, Content content) {
        Path target = RealPath.of(folder);
        Path beside = beside(target);
        Path replaced = target.resolveSibling(target.getFileName() + ".old.part");
        try {
            if (!Files.exists(target) && Files.exists(replaced)) { // left by a process that died
                moveFolder(replaced, target);
            }
            Folders.delete(replaced);
            Folders.delete(beside);
            Files.createDirectories(beside);
            content.writeTo(beside);
            if (Files.exists(target)) {
                replace(target, replaced, beside);
            } else {
                moveFolder(beside, target);
            }
        } catch (IOException e) {
            deleteFolderQuietly(beside);
            throw new UncheckedIOException(folder + ": cannot be written (" + IoReason.of(e) + ")", e);
        } catch (RuntimeException e) {
            deleteFolderQuietly(beside);
            throw e;
        }
    }

    private static void replace(Path target, Path replaced, Path beside) throws IOException {
        try {
            moveFolder(target, replaced);
        } catch (FileSystemException mountPoint) { // of a container, which cannot be renamed
            for (Path file : Folders.files(beside)) {
                Files.move(file, target.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
            syncFolder(target);
            Folders.delete(beside);
            return;
        }
        moveFolder(beside, target);
        Folders.delete(replaced);
    }

    /**
     * Renames a folder whose files are synced, durably.
     *
     * @throws IOException if it cannot be done, such as where {@code target} is a folder with something in it
     */
    public static void moveFolder(Path folder, Path target) throws IOException {
        syncFolder(folder);
        Files.move(folder, target, StandardCopyOption.ATOMIC_MOVE);
        syncFolder(target.toAbsolutePath().getParent());
    }

    private static void sync(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    /** Makes the rename durable; where folders cannot be opened (Windows) the system does so by itself. */
    private static void syncFolder(Path folder) {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException unsupported) {
            return;
        }
    }

    private static void deleteFolderQuietly(Path folder) {
        try {
            Folders.delete(folder);
        } catch (UncheckedIOException leftBehind) {
            return; // the first error is the one to report
        }
    }

    private static void deleteQuietly(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException leftBehind) {
            return; // the first error is the one to report
        }
    }
}
