package io.github.dilm4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A generated file in {@code docs}. The script {@code scripts/docs} writes it. */
public final class GeneratedPage {
    private static final Path DOCS = Path.of("..", "docs"); // relative to a module's folder

    private GeneratedPage() {}

    /** Fails if the file differs from the text. With {@code -Ddilm.writeDocs=true}, writes the file first. */
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
