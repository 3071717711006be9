package io.github.dilm4j.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dilm4j.base.Folders;
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

    /** A stage is done again and another one is finished, and the driver is killed at each change of the copy. */
    @Test
    void aKillAtAnyChangeLeavesARunThatGoesOn() throws IOException {
        int kills = 0;
        for (boolean killed = true; killed; kills++) {
            Folders.delete(local);
            Folders.delete(remote);
            Files.createDirectory(remote);
            mirror = mirror(local);
            files.killAfter(Integer.MAX_VALUE);
            write(local.resolve("distilled/a.jsonl"), "old", 1);
            write(local.resolve("distilled/b.jsonl"), "old", 1);
            write(new RunFolder(local).marker(Stage.SELECTION), "old", 2);
            mirror.push();
            Files.delete(local.resolve("distilled/b.jsonl"));
            finish(local);
            files.killAfter(kills);
            try {
                mirror.push();
                killed = false;
            } catch (IOException e) {
                assertThat(e).hasMessage("killed");
            }

            files.killAfter(Integer.MAX_VALUE);
            Path other = Files.createDirectory(folder.resolve("other-" + kills));
            FolderMirror next = mirror(other);
            next.restore();
            RunFolder run = new RunFolder(other);
            for (Stage stage : List.of(Stage.SELECTION, Stage.EVALUATION)) {
                if (Files.exists(run.marker(stage))) {
                    String made = Files.readString(run.marker(stage));
                    assertThat(other.resolve("distilled/a.jsonl")).hasContent(made);
                    assertThat(Files.exists(other.resolve("results.json"))).isEqualTo(made.equals("new"));
                }
            }
            Files.deleteIfExists(other.resolve("distilled/b.jsonl"));
            finish(other);
            next.push();
            assertThat(names(remote)).isEqualTo(names(local));
            for (String name : names(local)) {
                assertThat(remote.resolve(name)).hasSameBinaryContentAs(local.resolve(name));
            }
        }
        assertThat(kills).isGreaterThan(8); // the changes of a push, and the push that no kill stops
    }

    private static void finish(Path run) throws IOException {
        write(run.resolve("distilled/a.jsonl"), "new", 3);
        write(run.resolve("results.json"), "new", 3);
        write(new RunFolder(run).marker(Stage.SELECTION), "new", 4);
        write(new RunFolder(run).marker(Stage.EVALUATION), "new", 4);
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
