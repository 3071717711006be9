package io.github.dilm4j.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dilm4j.run.RunFolder;
import io.github.dilm4j.run.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderMirrorTest {
    private final PlainFileSystem files = new PlainFileSystem();

    @TempDir
    private Path folder;

    private Path local;
    private Path remote;
    private FolderMirror mirror;

    @BeforeEach
    void begin() throws IOException {
        local = Files.createDirectory(folder.resolve("local"));
        remote = Files.createDirectory(folder.resolve("remote"));
        mirror = mirror(local);
    }

    private FolderMirror mirror(Path of) {
        return new FolderMirror(of, files, new org.apache.hadoop.fs.Path(remote.toUri()));
    }

    @Test
    void aMarkerComesAfterWhatItTellsOfAndGoesBeforeIt() throws IOException {
        Path marker = new RunFolder(local).marker(Stage.SELECTION);
        write(marker, "finished", 1);
        write(local.resolve("distilled/b.jsonl"), "b", 3);
        write(local.resolve("distilled/c.jsonl"), "c", 2);
        mirror.push();
        assertThat(files.done()).containsExactly("rename c.jsonl", "rename b.jsonl", "rename selection.json");

        Files.delete(marker);
        Files.delete(local.resolve("distilled/b.jsonl"));
        write(local.resolve("distilled/c.jsonl"), "again", 4);
        mirror.push();
        assertThat(files.done())
                .containsExactly(
                        "delete selection.json",
                        "rename c.jsonl.next",
                        "delete c.jsonl",
                        "rename c.jsonl",
                        "delete b.jsonl");
        assertThat(names(remote)).containsExactly("distilled/c.jsonl");
    }

    @Test
    void onlyFilesThatChangedAreCopied() throws IOException {
        write(local.resolve("events.jsonl"), "one", 1);
        write(local.resolve("config.yaml"), "name: x", 1);
        write(local.resolve("generator.part/model"), "unfinished", 1);
        mirror.push();
        files.done();
        write(local.resolve("events.jsonl"), "one, two", 2);
        mirror.push();
        assertThat(files.done())
                .containsExactly("rename events.jsonl.next", "delete events.jsonl", "rename events.jsonl");
        assertThat(names(remote)).containsExactly("config.yaml", "events.jsonl");
    }

    /** The states that a driver leaves which is killed while it replaces a file. */
    @Test
    void restoresTheNewestWholeFile() throws IOException {
        Files.writeString(remote.resolve("a.json"), "old");
        Files.writeString(remote.resolve("a.json.part"), "ne");
        Files.writeString(remote.resolve("b.json"), "old");
        Files.writeString(remote.resolve("b.json.next"), "new");
        Files.writeString(remote.resolve("c.json.next"), "new");
        Files.writeString(remote.resolve("d.json.part"), "ne");
        Files.createDirectory(remote.resolve("stages"));
        Files.writeString(remote.resolve("stages/e.json"), "whole");
        mirror.restore();
        assertThat(names(local)).containsExactly("a.json", "b.json", "c.json", "stages/e.json");
        assertThat(local.resolve("a.json")).hasContent("old");
        assertThat(local.resolve("b.json")).hasContent("new");
        assertThat(local.resolve("c.json")).hasContent("new");
        files.done();
        mirror.push();
        assertThat(files.done()).isEmpty();
    }

    private static void write(Path file, String text, int second) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        Files.setLastModifiedTime(file, FileTime.fromMillis(1000L * second));
    }

    private static List<String> names(Path root) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(Files::isRegularFile)
                    .map(file -> root.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }
}
