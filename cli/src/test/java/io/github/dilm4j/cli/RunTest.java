package io.github.dilm4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dilm4j.FinishedRun;
import io.github.dilm4j.run.EventSink;
import io.github.dilm4j.run.Results;
import io.github.dilm4j.run.RunFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunTest {
    private static final String ADDRESS = "hdfs://host/runs/tiny";

    private final StringWriter printed = new StringWriter();
    private final Console console = new Console(new PrintWriter(printed), new PrintWriter(printed), false, 0);

    @TempDir
    Path folder;

    private Results results;

    @BeforeEach
    void finish() throws IOException {
        FinishedRun.write(folder, List.of("text"), "label", List.of("bad", "good"));
        results = Results.read(new RunFolder(folder).results());
    }

    @Test
    void aFolderOfThisMachineIsNamed() {
        new Run(console).show(results, folder);
        assertThat(printed.toString()).endsWith("report: " + folder.resolve("report.html") + System.lineSeparator());
    }

    @Test
    void aFolderOfAClusterIsNamedByItsAddress() {
        Run run = new Run(console, EventSink.NONE, Optional.of(ADDRESS));
        run.show(results, folder);
        int code = run.of(
                folder,
                "./dilm run tiny.yaml",
                (progress, stop) -> {
                    stop.request();
                    stop.check();
                    return results;
                },
                unused -> {});
        assertThat(code).isNotZero();
        assertThat(printed.toString())
                .contains("report: " + ADDRESS + "/report.html")
                .contains("stopped; everything so far is kept in " + ADDRESS + ", to go on: ./dilm run tiny.yaml")
                .doesNotContain(folder.toString());
    }
}
