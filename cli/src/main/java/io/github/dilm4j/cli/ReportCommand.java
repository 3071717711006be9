package io.github.dilm4j.cli;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.experiment.OwnFolder;
import io.github.dilm4j.report.Report;
import io.github.dilm4j.run.RunFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "report",
        header = "Writes a run's report again.",
        description = "Reads the folder of a finished, running or failed run, and writes report.html into it.",
        footer = {"", "Example:", "  ./dilm report runs/sst2-small"})
final class ReportCommand implements Callable<Integer> {
    @Parameters(paramLabel = "RUN", description = "A run folder.")
    private Path run;

    private final Console console;

    ReportCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        RunFolder folder = new RunFolder(run);
        if (Files.isDirectory(run) && !Files.exists(folder.config()) && !Files.exists(folder.events())) {
            throw InputException.at(
                    run,
                    "is not a run folder: it has neither config.yaml nor events.jsonl; give the folder that './dilm"
                            + " run' wrote");
        }
        OwnFolder.refuseForeign(run);
        console.result(Report.write(run).toString());
        return Failures.OK;
    }
}
