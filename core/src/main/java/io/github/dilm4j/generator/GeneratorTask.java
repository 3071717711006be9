package io.github.dilm4j.generator;

import io.github.dilm4j.base.AtomicFiles;
import io.github.dilm4j.base.Json;
import io.github.dilm4j.data.Task;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a generator was trained to write, and how its texts are sampled: a file beside its model. {@code
 * generation_config.json}, which other programs read, knows neither labels nor fields.
 */
public record GeneratorTask(Task task, GenerationOptions sampling) {
    private static final String FILE = "generator_task.json";

    /** Writes the file that {@link #of} reads. */
    public void save(Path folder) {
        AtomicFiles.writeString(folder.resolve(FILE), Json.pretty(this));
    }

    /**
     * The task of a folder's generator, if a run wrote it down.
     *
     * @throws io.github.dilm4j.base.InputException if the folder's file cannot be read
     */
    public static Optional<GeneratorTask> of(Path folder) {
        Path file = folder.resolve(FILE);
        return Files.exists(file) ? Optional.of(Json.read(file, GeneratorTask.class)) : Optional.empty();
    }
}
