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

/**
 * The models that are sent to executors, each as one file that stays until this process ends, since executors may join
 * later. If driver and executors are one process, there are none.
 */
final class ModelArchives {
    private final SparkContext context;

    ModelArchives(SparkContext context) {
        this.context = context;
    }

    /**
     * The names of the models in the executors' {@link org.apache.spark.SparkFiles}; sends new ones.
     */
    Map<String, String> of(List<String> folders) {
        Map<String, String> names = new HashMap<>();
        if (!context.isLocal()) {
            folders.forEach(folder -> names.put(folder, send(folder)));
        }
        return names;
    }

    private String send(String folder) {
        try {
            Path file = Files.createTempFile("dilm4j-model-", ".zip");
            file.toFile().deleteOnExit();
            zip(Path.of(folder), file);
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
            for (Path part : parts(folder)) {
                ZipEntry entry = new ZipEntry(folder.relativize(part).toString().replace('\\', '/'));
                entry.setTime(0); // the same contents have the same name
                zip.putNextEntry(entry);
                Files.copy(part, zip);
                zip.closeEntry();
            }
        }
    }

    /** The files by name, including those in subfolders. */
    private static List<Path> parts(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).sorted().toList();
        }
    }
}
