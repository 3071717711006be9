package io.github.dilm4j.cli;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.export.Nearest;
import io.github.dilm4j.export.Publication;
import io.github.dilm4j.export.RunExport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "export",
        header = "Writes a run's sets and generator for Python and for sharing.",
        description = {
            "DIR/dataset opens with datasets.load_dataset: a config for every size, a split for every set, label names,"
                    + " and for each text where it comes from. DIR/generator opens with transformers. Both have a card."
        },
        footer = {"", "Example:", "  ./dilm export runs/sst2-small --to exported"})
final class ExportCommand implements Callable<Integer> {
    @Parameters(paramLabel = "RUN", description = "The folder of a finished run.")
    private Path run;

    @Option(names = "--to", required = true, paramLabel = "DIR", description = "Output folder; must not exist.")
    private Path to;

    @Mixin
    private ExportOptions options;

    private final Console console;

    ExportCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        options.check();
        if (Files.exists(to)) {
            throw InputException.at(to, "exists already; name a new folder, or remove it");
        }
        Outputs.refuseInputs("--to", to, options.inputs());
        RunExport export = RunExport.of(run);
        Publication publication = options.publication(Optional.empty());
        int rows = options.write(console, run, export, Nearest.TEXT, content -> export.write(to, content, publication));
        console.note("wrote " + rows + " rows and the generator");
        console.result(to.toString());
        return Failures.OK;
    }
}
