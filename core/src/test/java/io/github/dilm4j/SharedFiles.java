package io.github.dilm4j;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** The fixtures and data that lie beside the repository and are no part of it; tests that need them skip without. */
public final class SharedFiles {
    private static final Path ROOT = Path.of("..", "..", "shared"); // from a module's folder

    private SharedFiles() {}

    /** The file or folder; a test that asks for one that is not there is skipped. */
    public static Path require(String relative) {
        Path file = ROOT.resolve(relative);
        Assumptions.assumeTrue(Files.exists(file), () -> "skipped: there is no ../shared/" + relative);
        return file;
    }
}
