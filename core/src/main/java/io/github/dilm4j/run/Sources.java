package io.github.dilm4j.run;

import io.github.dilm4j.base.AtomicFiles;
import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The values that a run found because its config leaves them open, in a file, so that a resumed run uses the same.
 *
 * @param labels the task's, in index order; none before anything was found
 * @param hubCommits commits of the hub repositories that are read
 */
public record Sources(List<String> labels, Map<String, String> hubCommits) {
    public Sources {
        labels = List.copyOf(labels);
        hubCommits = Collections.unmodifiableMap(new TreeMap<>(hubCommits));
    }

    /** Reads those of a run folder; empty if no run has begun there. */
    public static Sources of(RunFolder folder) {
        Path file = folder.sources();
        return Files.exists(file)
                ? Json.read(file, Sources.class, "put it back, or start over with --fresh")
                : new Sources(List.of(), Map.of());
    }

    public void write(RunFolder folder) {
        AtomicFiles.writeString(folder.sources(), Json.pretty(this));
    }

    /**
     * @param found the labels in index order, as the existing sets use them
     * @throws InputException if they differ from the run's, for example because a data card was changed
     */
    public void requireLabels(RunFolder folder, List<String> found) {
        if (!labels.isEmpty() && !labels.equals(found)) {
            throw InputException.at(
                    folder.root(),
                    "holds a run of the labels " + labels + ", now they are " + found
                            + "; put the data's label names back, choose another folder with --out, or start over with"
                            + " --fresh");
        }
    }
}
