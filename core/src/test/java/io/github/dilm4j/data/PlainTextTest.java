package io.github.dilm4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dilm4j.base.InputException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlainTextTest {
    @TempDir
    private Path folder;

    @Test
    void readsLinesOfSeveralFilesWithoutTheirByteOrderMarks() throws IOException {
        Path plain = Files.writeString(folder.resolve("a.txt"), "\uFEFFfirst\r\n\nsecond \uFEFFline");
        Path compressed = folder.resolve("b.TXT.GZ");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(compressed))) {
            out.write("third\n".getBytes(StandardCharsets.UTF_8));
        }
        assertThat(PlainText.lines(List.of(plain, compressed))).containsExactly("first", "second \uFEFFline", "third");
    }

    @Test
    void aFileWithoutTextIsRefused() throws IOException {
        Path marked = Files.writeString(folder.resolve("marked.txt"), "\uFEFF\n");
        assertThatThrownBy(() -> PlainText.lines(List.of(marked)))
                .isInstanceOf(InputException.class)
                .hasMessage(marked + ": holds no text; give a file with a text on each line");
        assertThatThrownBy(() -> PlainText.lines(List.of(folder.resolve("none"))))
                .hasMessage(folder.resolve("none") + ": there is no such file; check the path");
    }
}
