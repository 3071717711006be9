package io.github.dilm4j.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
    void aFileIsWrittenThroughItsLink() throws IOException {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        for (String name : List.of("old", "new")) {
            Path link = Files.createSymbolicLink(folder.resolve(name), Path.of("disk", name));
            Files.writeString(disk.resolve("old"), "old");
            AtomicFiles.writeString(link, "written");
            assertThat(link).isSymbolicLink();
            assertThat(disk.resolve(name)).isRegularFile().hasContent("written");
        }
        assertThat(disk).isDirectoryNotContaining("glob:**.part");
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

    /** A mixture of old and new files would load without an error. */
    @Test
    void aFolderThatIsThereIsReplacedAsAWhole() throws IOException {
        Path old = Files.createDirectory(folder.resolve("old"));
        Files.writeString(old.resolve("one"), "old");
        Files.writeString(old.resolve("two"), "old");
        Path link = Files.createSymbolicLink(folder.resolve("link"), old);
        AtomicFiles.writeFolder(link, beside -> {
            assertThat(old.resolve("one")).hasContent("old");
            Files.writeString(beside.resolve("one"), "new");
        });
        assertThat(old.resolve("one")).hasContent("new");
        assertThat(old.resolve("two")).doesNotExist();
        assertThat(link).isSymbolicLink();
        assertThat(folder.toFile().list()).containsExactlyInAnyOrder("old", "link");
    }

    /** The process died between the two renames. */
    @Test
    void aFolderThatWasBeingReplacedIsRestored() throws IOException {
        Path replaced = Files.createDirectory(folder.resolve("old.old.part"));
        Files.writeString(replaced.resolve("one"), "old");
        Path old = folder.resolve("old");
        assertThatThrownBy(() -> AtomicFiles.writeFolder(old, beside -> {
                    throw new IOException("disk full");
                }))
                .hasMessage(old + ": cannot be written (disk full)");
        assertThat(old.resolve("one")).hasContent("old");
        assertThat(replaced).doesNotExist();
    }
}
