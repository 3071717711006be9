package io.github.dilm4j.cli;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.data.ExampleFiles;
import io.github.dilm4j.data.Task;
import java.nio.file.Path;
import java.util.List;

/** The file of {@code --out} that examples go to when the work is done. */
final class ExampleOutput {
    private ExampleOutput() {}

    /** @throws InputException if it is known before the work that the file cannot be written after it */
    static void check(Path out) {
        Arguments.writableFile("--out", out);
        ExampleFiles.requireWritten(out);
    }

    /**
     * Writes the file, or, where its format cannot hold a text, another that can.
     *
     * @throws InputException naming the other file, if it had to be that one
     */
    static void write(Path out, List<Example> examples, Task task) {
        try {
            ExampleFiles.write(out, examples, task);
        } catch (InputException e) {
            Path instead = out.resolveSibling(out.getFileName() + ".jsonl");
            ExampleFiles.write(instead, examples, task);
            throw new InputException(e.getMessage() + "; this time the examples are in " + instead, e);
        }
    }
}
