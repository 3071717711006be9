package io.github.dilm4j.cli;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.IoReason;
import io.github.dilm4j.base.RealPath;
import io.github.dilm4j.experiment.RunLock;
import io.github.dilm4j.run.RunFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Moves old run folders aside for a new run. */
final class OldRuns {
    private OldRuns() {}

    /**
     * Renames the folder, if it exists, to the first of NAME.old-1, NAME.old-2, … that does not. If the folder is a
     * link, its target is renamed, and the link then leads to a new, empty folder.
     *
     * @param read what the new run reads: files, folders, patterns
     * @throws InputException as {@link #requireMovable}, or if a process is working on the run in it
     */
    static void moveAside(Path folder, List<Path> read, Console console) {
        if (!Files.exists(folder)) {
            return;
        }
        requireMovable(folder, read);
        RunLock.of(folder).close(); // a process that works on it would continue under the old name
        Path old = Files.isSymbolicLink(folder)
                ? RealPath.of(folder)
                : folder.toAbsolutePath().normalize();
        Path aside = aside(old);
        try {
            Files.move(old, aside);
            if (Files.isSymbolicLink(folder)) {
                Files.createDirectory(old);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(folder + ": cannot be moved to " + aside + " (" + IoReason.of(e) + ")", e);
        }
        console.note("moved the old " + folder + " to " + (Files.isSymbolicLink(folder) ? aside : aside.getFileName()));
    }

    /** The first of NAME.old-1, NAME.old-2, … that does not exist. */
    static Path aside(Path folder) {
        int number = 1;
        Path aside = folder.resolveSibling(folder.getFileName() + ".old-" + number);
        while (Files.exists(aside)) {
            aside = folder.resolveSibling(folder.getFileName() + ".old-" + ++number);
        }
        return aside;
    }

    /** @throws InputException if the folder holds no run, or holds what the new run reads */
    static void requireMovable(Path folder, List<Path> read) {
        if (!isRun(folder)) {
            throw InputException.at(
                    folder, "holds no run that --fresh could move aside; choose another folder with --out");
        }
        List<Path> needed = new ArrayList<>(read);
        needed.add(Path.of("")); // where one is
        for (Path path : needed) {
            if (RealPath.of(path).startsWith(RealPath.of(folder))) {
                throw InputException.at(
                        folder,
                        "holds " + path.toAbsolutePath()
                                + ", which --fresh would move too; choose another folder with --out");
            }
        }
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
}
