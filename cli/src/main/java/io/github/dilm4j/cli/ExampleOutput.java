package io.github.dilm4j.cli;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.data.ExampleFiles;
import io.github.dilm4j.data.Task;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The file of {@code --out} for the examples. */
final class ExampleOutput {
    private ExampleOutput() {}

    /** @throws InputException if the file cannot or must not be written */
    static void check(Path out, Outputs outputs, List<Outputs.Input> inputs) {
        outputs.requireFile("--out", out, inputs);
        ExampleFiles.requireWritten(out);
    }

    /**
     * Writes the file, or another file if the format cannot hold a text.
     *
     * @throws InputException naming the other file, if it was written
     */
    static void write(Path out, List<Example> examples, Task task) {
        try {
            ExampleFiles.write(out, examples, task);
        } catch (InputException e) {
            Path instead = free(out);
            ExampleFiles.write(instead, examples, task);
            throw new InputException(e.getMessage() + "; the examples are now in " + instead, e);
        }
    }

    /** A new file beside it. */
    private static Path free(Path out) {
        Path instead = out.resolveSibling(out.getFileName() + ".jsonl");
        for (int number = 2; Files.exists(instead); number++) {
            instead = out.resolveSibling(out.getFileName() + "." + number + ".jsonl");
        }
        return instead;
    }
}
