package io.github.dilm4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file in the test resources that holds the expected output. A person reviews each change to it. */
public final class GoldenFile {
    public static final Path RESOURCES = Path.of("src", "test", "resources");

    private GoldenFile() {}

    /**
     * Fails if the file differs from the text. With {@code -Ddilm.writeGolden=true}, writes the file first.
     *
     * @param name relative to the test resources
     */
    public static void check(String name, String text) throws IOException {
        Path file = RESOURCES.resolve(name);
        if (Boolean.getBoolean("dilm.writeGolden")) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        }
        assertThat(file).exists();
        assertThat(Files.readString(file).replace("\r\n", "\n"))
                .as(name + " differs: if it should, write it with -Ddilm.writeGolden=true and review the change")
                .isEqualTo(text);
    }
}
