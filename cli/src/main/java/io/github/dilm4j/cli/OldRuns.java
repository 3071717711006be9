package io.github.dilm4j.cli;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.IoReason;
import io.github.dilm4j.experiment.RunLock;
import io.github.dilm4j.run.RunFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Run folders that make room for a new run. */
final class OldRuns {
    private OldRuns() {}

    /**
     * Renames the folder, if it exists, to the first of NAME.old-1, NAME.old-2, … that does not.
     *
     * @param read what the new run reads: files, folders, patterns
     * @throws InputException if it holds no run, holds what the new run reads, or a process is working on the run in it
     */
    static void moveAside(Path folder, List<Path> read, Console console) {
        if (!Files.exists(folder)) {
            return;
        }
        if (!isRun(folder)) {
            throw InputException.at(
                    folder, "holds no run that --fresh could move aside; choose another folder with --out");
        }
        List<Path> needed = new ArrayList<>(read);
        needed.add(Path.of("")); // where one is
        for (Path path : needed) {
            if (real(path).startsWith(real(folder))) {
                throw InputException.at(
                        folder,
                        "holds " + path.toAbsolutePath()
                                + ", which --fresh would move away with it; choose another folder with --out");
            }
        }
        RunLock.of(folder).close(); // a process that works on it would go on by its name
        Path absolute = folder.toAbsolutePath().normalize();
        int number = 1;
        Path aside = absolute.resolveSibling(absolute.getFileName() + ".old-" + number);
        while (Files.exists(aside)) {
            aside = absolute.resolveSibling(absolute.getFileName() + ".old-" + ++number);
        }
        try {
            Files.move(absolute, aside);
        } catch (IOException e) {
            throw new UncheckedIOException(folder + ": cannot be moved to " + aside + " (" + IoReason.of(e) + ")", e);
        }
        console.note("moved the old " + folder + " to " + aside.getFileName());
    }

    private static boolean isRun(Path folder) {
        RunFolder run = new RunFolder(folder);
        return RunLock.knows(folder)
                || Files.isRegularFile(run.config())
                || Files.isRegularFile(run.events())
                || isEmpty(folder);
    }

    private static boolean isEmpty(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.findAny().isEmpty();
        } catch (IOException e) {
            return false; // a file, for example
        }
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            return path.toAbsolutePath().normalize();
        }
    }
}
