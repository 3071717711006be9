package io.github.dilm4j.experiment;

import io.github.dilm4j.base.AtomicFiles;
import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.Json;
import io.github.dilm4j.run.RunFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a run found where its config leaves it open, in a file: a run that goes on finds the same.
 *
 * @param labels the task's, in index order; none before anything was found
 * @param hubCommits of the repositories of the hub that are read
 */
record Sources(List<String> labels, Map<String, String> hubCommits) {
    Sources {
        labels = List.copyOf(labels);
        hubCommits = Collections.unmodifiableMap(new TreeMap<>(hubCommits));
    }

    /** Those of a run folder; nothing where no run was begun. */
    static Sources of(RunFolder folder) {
        Path file = folder.sources();
        return Files.exists(file)
                ? Json.read(file, Sources.class, "put it back, or start over with --fresh")
                : new Sources(List.of(), Map.of());
    }

    void write(RunFolder folder) {
        AtomicFiles.writeString(folder.sources(), Json.pretty(this));
    }

    /**
     * @param found the labels in index order, of which sets that are there already were written
     * @throws InputException if they are not those of the run, as a data card may have come to name them otherwise
     */
    void requireLabels(RunFolder folder, List<String> found) {
        if (!labels.isEmpty() && !labels.equals(found)) {
            throw InputException.at(
                    folder.root(),
                    "holds a run of the labels " + labels + ", now they are " + found
                            + "; put the data's label names back, choose another folder with --out, or start over with"
                            + " --fresh");
        }
    }
}
