package io.github.dilm4j.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFilesTest {
    @TempDir
    private Path folder;

    @Test
    void aLinkBesideTheFileIsNotFollowed() throws IOException {
        Path other = Files.writeString(folder.resolve("other"), "mine");
        Files.createSymbolicLink(folder.resolve("a.json.part"), other);
        AtomicFiles.writeString(folder.resolve("a.json"), "new");
        assertThat(other).hasContent("mine");
        assertThat(folder.resolve("a.json")).hasContent("new");
    }

    @Test
    void aFolderIsThereWholeOrNotAtAll() throws IOException {
        Path made = folder.resolve("made");
        assertThatThrownBy(() -> AtomicFiles.writeFolder(made, beside -> {
                    Files.writeString(beside.resolve("one"), "1");
                    throw new IOException("disk full");
                }))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage(made + ": cannot be written (disk full)");
        assertThat(folder).isEmptyDirectory();
        AtomicFiles.writeFolder(made, beside -> Files.writeString(beside.resolve("one"), "1"));
        assertThat(made.resolve("one")).hasContent("1");
        assertThat(folder).isDirectoryNotContaining("glob:**.part");
    }

    @Test
    void aFolderThatIsThereKeepsItsOtherFiles() throws IOException {
        Path old = Files.createDirectory(folder.resolve("old"));
        Files.writeString(old.resolve("one"), "old");
        Files.writeString(old.resolve("two"), "old");
        AtomicFiles.writeFolder(old, beside -> Files.writeString(beside.resolve("one"), "new"));
        assertThat(old.resolve("one")).hasContent("new");
        assertThat(old.resolve("two")).hasContent("old");
        assertThat(folder).isDirectoryNotContaining("glob:**.part");
    }
}
