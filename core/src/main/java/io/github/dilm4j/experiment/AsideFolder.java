package io.github.dilm4j.experiment;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.IoReason;
import io.github.dilm4j.run.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A new folder in a run folder, for files that the run no longer uses. */
final class AsideFolder {
    private final RunFolder run;
    private final Path folder;

    /** Chooses the name; the folder is made when something is moved to it. */
    AsideFolder(RunFolder run) {
        this.run = run;
        int number = 1;
        while (Files.exists(run.setAside(number))) {
            number++;
        }
        this.folder = run.setAside(number);
    }

    /** {@code set-aside-1}. */
    String name() {
        return folder.getFileName().toString();
    }

    /**
     * Moves a file or folder of the run, if it is there.
     *
     * @throws InputException if that cannot be done
     */
    void move(Path path) {
        if (!Files.exists(path)) {
            return;
        }
        Path target = folder.resolve(run.root().relativize(path));
        try {
            Files.createDirectories(target.getParent());
            Files.move(path, target);
        } catch (IOException e) {
            throw new InputException(path + ": cannot be moved to " + target + " (" + IoReason.of(e) + ")", e);
        }
    }
}
