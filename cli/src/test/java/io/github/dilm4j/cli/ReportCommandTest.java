package io.github.dilm4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dilm4j.base.Json;
import io.github.dilm4j.data.Metric;
import io.github.dilm4j.data.Task;
import io.github.dilm4j.report.Report;
import io.github.dilm4j.run.RunEvent;
import io.github.dilm4j.run.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportCommandTest {
    @TempDir
    private Path folder;

    @Test
    void theProgramWritesAReportWithoutTheEngine() throws IOException, InterruptedException {
        Path run = Files.createDirectory(folder.resolve("run"));
        Task task = new Task("films", List.of("text"), "label", List.of("bad", "good"), Metric.ACCURACY);
        Files.writeString(
                new RunFolder(run).events(),
                Json.line(new RunEvent.RunStarted(1, "films", 7, task, List.of(5), "cpu")) + "\n");
        Path log = folder.resolve("classes.txt");
        Process process = KilledRun.started(
                folder,
                KilledRun.Surroundings.OWN,
                List.of("-Xlog:class+load:file=" + log),
                List.of("report", run.toString()));
        assertThat(KilledRun.ended(process)).as(KilledRun.err(folder)).isZero();
        assertThat(run.resolve("report.html")).isNotEmptyFile();
        assertThat(Files.readAllLines(log))
                .anyMatch(line -> line.contains(" " + Report.class.getName() + " "))
                .noneMatch(line -> line.matches(".* (org\\.bytedeco|io\\.github\\.dilm4j\\.(tensor|nn|model))\\..*"));
    }
}
