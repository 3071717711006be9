package io.github.dilm4j.spark;

import io.github.dilm4j.base.SealedFolder;
import io.github.dilm4j.piece.Work;
import io.github.dilm4j.piece.Workbench;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;

/**
 * Writes a folder with an empty file and one of as many random bytes as the piece says.
 *
 * @param into the parent of the folders
 */
record Writing(String into) implements Work<Integer, String> {
    @Override
    public List<String> models() {
        return List.of();
    }

    @Override
    public Optional<Path> folder(Integer bytes) {
        return Optional.of(Path.of(into, bytes + " bytes"));
    }

    @Override
    public Workbench<Integer, String> open(UnaryOperator<Path> located) {
        return new Workbench<>() {
            @Override
            public int atOnce() {
                return 1;
            }

            @Override
            public List<String> apply(List<Integer> pieces) {
                Path folder = located.apply(folder(pieces.get(0)).orElseThrow());
                write(folder, pieces.get(0));
                return List.of(folder.toString());
            }

            @Override
            public void close() {}
        };
    }

    private static void write(Path folder, int count) {
        byte[] bytes = new byte[count];
        new Random(count).nextBytes(bytes);
        try {
            Files.createDirectories(folder);
            Files.createFile(folder.resolve("empty"));
            Files.write(folder.resolve("bytes"), bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        SealedFolder.seal(folder);
    }
}
