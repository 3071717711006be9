package io.github.dilm4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dilm4j.FinishedRun;
import io.github.dilm4j.base.Json;
import io.github.dilm4j.data.Metric;
import io.github.dilm4j.data.Task;
import io.github.dilm4j.export.RunExport;
import io.github.dilm4j.report.Report;
import io.github.dilm4j.run.RunEvent;
import io.github.dilm4j.run.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests commands that read a run, in processes that log the classes they load. */
class ReadingCommandsTest {
    private static final Pattern ENGINE = Pattern.compile(" org\\.bytedeco\\.");

    @TempDir
    private Path folder;

    @Test
    void aReportIsWrittenWithoutTheEngine() throws IOException, InterruptedException {
        Path run = Files.createDirectory(folder.resolve("run"));
        Task task = new Task("films", List.of("text"), "label", List.of("bad", "good"), Metric.ACCURACY);
        Files.writeString(
                new RunFolder(run).events(),
                Json.line(new RunEvent.RunStarted(1, "films", 7, task, List.of(5), "cpu")) + "\n");
        runsWithoutTheEngine(Report.class, "report", run.toString());
        assertThat(run.resolve("report.html")).isNotEmptyFile();
    }

    @Test
    void aRunIsExportedWithoutTheEngine() throws IOException, InterruptedException {
        Path run = FinishedRun.write(folder.resolve("run"), List.of("text"), "label", List.of("bad", "good"));
        Path exported = folder.resolve("exported");
        runsWithoutTheEngine(RunExport.class, "export", run.toString(), "--to", exported.toString());
        assertThat(exported.resolve("dataset/dpc2/set1.jsonl"))
                .content()
                .contains("\"a dull film 1\"")
                .doesNotContain("log_probability");
    }

    /** @param used a class that the command loads */
    private void runsWithoutTheEngine(Class<?> used, String... arguments) throws IOException, InterruptedException {
        Path log = folder.resolve("classes.txt");
        Process process = KilledRun.started(
                folder, KilledRun.Surroundings.OWN, List.of("-Xlog:class+load:file=" + log), List.of(arguments));
        assertThat(KilledRun.ended(process)).as(KilledRun.err(folder)).isZero();
        List<String> loaded = Files.readAllLines(log);
        assertThat(loaded).anyMatch(line -> line.contains(" " + used.getName() + " "));
        assertThat(loaded.stream().filter(line -> ENGINE.matcher(line).find())).isEmpty();
    }
}
