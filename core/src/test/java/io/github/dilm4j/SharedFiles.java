package io.github.dilm4j;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** Real data sets that others wrote, which lie beside the repository and are no part of it. */
public final class SharedFiles {
    private static final Path ROOT = Path.of("..", "..", "shared"); // from a module's folder

    private SharedFiles() {}

    /** The file or folder; skips the calling test if there is none. */
    public static Path require(String relative) {
        Path file = ROOT.resolve(relative);
        Assumptions.assumeTrue(Files.exists(file), () -> "skipped: there is no ../shared/" + relative);
        return file;
    }
}
