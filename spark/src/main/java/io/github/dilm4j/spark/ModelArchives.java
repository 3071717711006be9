package io.github.dilm4j.spark;

import io.github.dilm4j.base.IoReason;
import io.github.dilm4j.base.Sha256;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.spark.SparkContext;

/**
 * The models that are sent to executors, each as one file that stays until this process ends, since executors may join
 * later. If driver and executors are one process, there are none.
 */
final class ModelArchives {
    private final boolean needed;
    private final Function<Path, String> send;
    private final Map<String, Archive> sent = new HashMap<>(); // by folder

    /** An archive of files that were not changed since. */
    private record Archive(List<Part> files, String name) {}

    /** @param key of the file system; another one if the file was replaced */
    private record Part(Path file, long size, FileTime modified, Object key) {}

    ModelArchives(SparkContext context) {
        this(!context.isLocal(), folder -> send(context, folder));
    }

    /** @param send sends a folder to the executors and returns the name that it has there */
    ModelArchives(boolean needed, Function<Path, String> send) {
        this.needed = needed;
        this.send = send;
    }

    /**
     * The names of the models in the executors' {@link org.apache.spark.SparkFiles}; sends those that are new or were
     * changed.
     */
    Map<String, String> of(List<String> folders) {
        Map<String, String> names = new HashMap<>();
        if (needed) {
            folders.forEach(folder -> names.put(folder, name(folder)));
        }
        return names;
    }

    private synchronized String name(String folder) {
        try {
            List<Part> files = new ArrayList<>();
            for (Path file : files(Path.of(folder))) {
                BasicFileAttributes of = Files.readAttributes(file, BasicFileAttributes.class);
                files.add(new Part(file, of.size(), of.lastModifiedTime(), of.fileKey()));
            }
            Archive known = sent.get(folder);
            if (known == null || !known.files().equals(files)) {
                known = new Archive(files, send.apply(Path.of(folder)));
                sent.put(folder, known);
            }
            return known.name();
        } catch (IOException e) {
            throw new UncheckedIOException(folder + ": cannot be read (" + IoReason.of(e) + ")", e);
        }
    }

    private static String send(SparkContext context, Path folder) {
        try {
            Path file = Files.createTempFile("dilm4j-model-", ".zip");
            file.toFile().deleteOnExit();
            zip(folder, file);
            String name = "dilm4j-model-" + Sha256.of(file).substring(0, 16);
            if (context.listArchives().exists(known -> known.endsWith("#" + name))) {
                Files.delete(file);
            } else {
                context.addArchive(file.toUri() + "#" + name);
            }
            return name;
        } catch (IOException e) {
            throw new UncheckedIOException(folder + ": cannot be packed for the executors (" + IoReason.of(e) + ")", e);
        }
    }

    /** Stores files without compression, which does not shrink weights. */
    private static void zip(Path folder, Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.setLevel(Deflater.NO_COMPRESSION);
            for (Path part : files(folder)) {
                ZipEntry entry = new ZipEntry(folder.relativize(part).toString().replace('\\', '/'));
                entry.setTime(0); // the same contents have the same name
                zip.putNextEntry(entry);
                Files.copy(part, zip);
                zip.closeEntry();
            }
        }
    }

    /** The files by name, including those in subfolders. */
    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).sorted().toList();
        }
    }
}
