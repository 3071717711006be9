package io.github.dilm4j.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dilm4j.Damage;
import io.github.dilm4j.base.Folders;
import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.Printable;
import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.export.DataSetContent;
import io.github.dilm4j.export.Nearest;
import io.github.dilm4j.export.Publication;
import io.github.dilm4j.export.RunExport;
import io.github.dilm4j.report.Report;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Damages one file of a finished run at random. Resuming, reporting or exporting then gives the same result as for the
 * intact run, or a sentence. System properties: {@code dilm.fuzz} is the number of damaged files for each reader in
 * {@code FuzzTest}; this test damages a hundredth as many. {@code dilm.fuzzSeed} determines the damage.
 */
class RunFolderFuzzTest {
    private static final int ROUNDS = Math.max(3, Integer.getInteger("dilm.fuzz", 200) / 100);
    private static final long SEED = Long.getLong("dilm.fuzzSeed", 1);
    private static final List<String> PRODUCTS =
            List.of("models", "generator-before-matching", "generator", "distilled", "results.json");
    private static final int LONGEST_MESSAGE = 4000;

    @TempDir
    private static Path sound;

    private static List<Path> files = List.of();

    @TempDir
    private Path folder;

    @BeforeAll
    static void run() {
        files = files(TinyRun.run(sound)).stream()
                .filter(file -> !file.getFileName().toString().endsWith(".html"))
                .toList();
    }

    @Test
    void aDamagedFileIsMadeAgainOrNamed() throws IOException {
        for (int round = 0; round < ROUNDS; round++) {
            UniformRandomProvider random = new RandomStreams(SEED).stream("run folder", round);
            Path file = files.get(random.nextInt(files.size()));
            Path copy = folder.resolve("round");
            copy(sound, copy);
            Path damaged = copy.resolve(sound.relativize(file));
            Files.write(damaged, Damage.of(file, random));
            check(copy, "dilm.fuzzSeed " + SEED + ", round " + round + ": " + sound.relativize(file));
            Folders.delete(copy);
        }
    }

    private static void check(Path copy, String which) throws IOException {
        Path run = copy.resolve("run");
        Map<String, String> data = contents(copy, List.of("train.tsv", "test.tsv"));
        refuses(which, () -> Report.write(run));
        refuses(
                which,
                () -> RunExport.of(run)
                        .write(
                                copy.resolve("export"),
                                new DataSetContent(Nearest.TEXT, List.of(copy.resolve("train.tsv"))),
                                Publication.local(List.of(), Optional.empty())));
        boolean refused = refuses(which, () -> TinyRun.run(copy));
        if (!refused) {
            assertThat(contents(run, PRODUCTS)).as(which).isEqualTo(contents(sound.resolve("run"), PRODUCTS));
            refuses(which, () -> Report.write(run));
        }
        assertThat(contents(copy, List.of("train.tsv", "test.tsv"))).as(which).isEqualTo(data);
    }

    private static boolean refuses(String which, Runnable work) {
        try {
            work.run();
            return false;
        } catch (InputException e) {
            assertThat(e.getMessage()).as(which).isNotBlank().hasSizeLessThan(LONGEST_MESSAGE);
            assertThat(e.getMessage().codePoints().filter(c -> c != '\n'))
                    .as(which)
                    .noneMatch(Printable::isHidden);
            return true;
        } catch (RuntimeException | Error e) {
            throw new AssertionError(which + ": " + e, e);
        }
    }

    /** Returns the contents by path, with one character for each byte. */
    private static Map<String, String> contents(Path folder, List<String> parts) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        for (String part : parts) {
            for (Path file : files(folder.resolve(part))) {
                contents.put(
                        folder.relativize(file).toString(),
                        new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
            }
        }
        return contents;
    }

    private static List<Path> files(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        for (Path file : files(from)) {
            Path target = to.resolve(from.relativize(file));
            Files.createDirectories(target.getParent());
            Files.copy(file, target);
        }
    }
}
