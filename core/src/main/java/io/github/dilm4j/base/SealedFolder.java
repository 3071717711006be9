package io.github.dilm4j.base;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A folder of files with a checksum of each in {@code checksums.json}, which is written last. */
public final class SealedFolder {
    private static final String CHECKSUMS = "checksums.json";

    private record Checksums(Map<String, String> sha256) {}

    private SealedFolder() {}

    /** @throws UncheckedIOException if the folder cannot be read or written to */
    public static void seal(Path folder) {
        Map<String, String> sums = new TreeMap<>();
        try (Stream<Path> entries = Files.list(folder)) {
            for (Path file : entries.filter(Files::isRegularFile).toList()) {
                if (!file.endsWith(CHECKSUMS)) {
                    sums.put(file.getFileName().toString(), Sha256.of(file));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(folder + ": cannot be listed (" + IoReason.of(e) + ")", e);
        }
        AtomicFiles.writeString(folder.resolve(CHECKSUMS), Json.pretty(new Checksums(sums)));
    }

    public static boolean isSealed(Path folder) {
        return Files.exists(folder.resolve(CHECKSUMS));
    }

    /** @throws InputException naming the file that is missing or differs */
    public static void verify(Path folder) {
        Checksums checksums = Json.read(folder.resolve(CHECKSUMS), Checksums.class);
        checksums.sha256().forEach((name, expected) -> {
            Path file = folder.resolve(name);
            if (!Files.exists(file)) {
                throw InputException.at(file, "is missing");
            }
            if (!Sha256.of(file).equals(expected)) {
                throw InputException.at(file, "differs from its checksum");
            }
        });
    }
}
