package io.github.dilm4j.cli;

import io.github.dilm4j.base.IoReason;
import io.github.dilm4j.experiment.RunLock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Run folders that make room for a new run. */
final class OldRuns {
    private OldRuns() {}

    /**
     * Renames the folder, if it exists, to the first of NAME.old-1, NAME.old-2, … that does not.
     *
     * @throws io.github.dilm4j.base.InputException if a process is working on the run in it
     */
    static void moveAside(Path folder, Console console) {
        if (!Files.exists(folder)) {
            return;
        }
        if (Files.isDirectory(folder)) {
            RunLock.of(folder).close(); // a process that works on it would go on by its name
        }
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
}
