package io.github.dilm4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file of {@code docs} that is generated; {@code scripts/docs} writes it. */
public final class GeneratedPage {
    private static final Path DOCS = Path.of("..", "docs"); // from a module's folder

    private GeneratedPage() {}

    /** Fails if the file differs from the text, unless the tests run to write the file. */
    public static void check(String name, String text) throws IOException {
        Path page = DOCS.resolve(name);
        if (Boolean.getBoolean("dilm.writeDocs")) {
            Files.writeString(page, text);
        }
        assertThat(page).exists();
        assertThat(Files.readString(page).replace("\r\n", "\n"))
                .as("docs/" + name + " is stale: run scripts/docs and commit the result")
                .isEqualTo(text);
    }
}
