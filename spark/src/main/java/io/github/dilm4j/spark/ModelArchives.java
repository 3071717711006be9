package io.github.dilm4j.spark;

import io.github.dilm4j.base.IoReason;
import io.github.dilm4j.base.Sha256;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.spark.SparkContext;

/** The models that executors are sent, each as one file. Where driver and executors are one process there are none. */
final class ModelArchives implements AutoCloseable {
    private final SparkContext context;
    private final Map<String, String> names = new HashMap<>(); // by the driver's folder
    private final Map<Path, Path> files = new HashMap<>();

    ModelArchives(SparkContext context) {
        this.context = context;
    }

    /** The names that executors find the models by, in {@link org.apache.spark.SparkFiles}; those that are new are sent. */
    Map<String, String> of(List<String> folders) {
        Map<String, String> wanted = new HashMap<>();
        if (!context.isLocal()) {
            folders.forEach(folder -> wanted.put(folder, names.computeIfAbsent(folder, this::send)));
        }
        return wanted;
    }

    private String send(String folder) {
        try {
            Path file = Files.createTempFile("dilm4j-model-", ".zip");
            files.put(Path.of(folder), file);
            zip(Path.of(folder), file);
            String name = "dilm4j-model-" + Sha256.of(file).substring(0, 16);
            context.addArchive(file.toUri() + "#" + name);
            return name;
        } catch (IOException e) {
            throw new UncheckedIOException(folder + ": cannot be packed for the executors (" + IoReason.of(e) + ")", e);
        }
    }

    /** Weights do not get smaller by compression. */
    private static void zip(Path folder, Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.setLevel(Deflater.NO_COMPRESSION);
            for (Path part : parts(folder)) {
                ZipEntry entry = new ZipEntry(folder.relativize(part).toString().replace('\\', '/'));
                entry.setTime(0); // the same contents have the same name
                zip.putNextEntry(entry);
                Files.copy(part, zip);
                zip.closeEntry();
            }
        }
    }

    /** By name, with those of folders in it. */
    private static List<Path> parts(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).sorted().toList();
        }
    }

    @Override
    public void close() {
        for (Path file : files.values()) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) { // the system clears its folder of temporary files
                file.toFile().deleteOnExit();
            }
        }
    }
}
