package io.github.dilm4j.distill;

import io.github.dilm4j.base.AtomicFiles;
import io.github.dilm4j.base.Json;
import io.github.dilm4j.data.Example;
import java.nio.file.Path;
import java.util.List;

/**
 * The texts of a {@link SyntheticPool} in a checkpoint.
 *
 * @param texts [label][text]
 */
record PoolFile(long round, List<List<Example>> texts) {
    static PoolFile read(Path file) {
        return Json.read(file, PoolFile.class);
    }

    void write(Path file) {
        AtomicFiles.writeString(file, Json.line(this));
    }
}
