package io.github.dilm4j.benchmarks;

import io.github.dilm4j.data.ExampleFiles;
import io.github.dilm4j.demo.GrammarCorpus;
import java.nio.file.Path;

/** Writes a TSV file of different sentences with two labels: {@code ScaleData FILE ROWS}. */
public final class ScaleData {
    private ScaleData() {}

    public static void main(String[] arguments) {
        if (arguments.length != 2) {
            throw new IllegalArgumentException("usage: ScaleData FILE ROWS");
        }
        ExampleFiles.write(
                Path.of(arguments[0]), GrammarCorpus.generate(Integer.parseInt(arguments[1]), 1), GrammarCorpus.task());
    }
}
