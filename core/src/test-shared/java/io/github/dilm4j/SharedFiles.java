package io.github.dilm4j;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** Real data sets by others. They lie beside the repository and are not part of it. */
public final class SharedFiles {
    private static final Path ROOT = Path.of("..", "..", "shared"); // relative to a module's folder

    private SharedFiles() {}

    /** Returns the file or folder. Skips the calling test if it does not exist. */
    public static Path require(String relative) {
        Path file = ROOT.resolve(relative);
        Assumptions.assumeTrue(Files.exists(file), () -> "skipped: there is no ../shared/" + relative);
        return file;
    }
}
