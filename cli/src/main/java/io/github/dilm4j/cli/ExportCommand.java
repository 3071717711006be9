package io.github.dilm4j.cli;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.export.Nearest;
import io.github.dilm4j.export.RunExport;
import io.github.dilm4j.generator.Generator;
import io.github.dilm4j.generator.Generators;
import io.github.dilm4j.generator.LikelihoodScorer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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

    @Option(
            names = "--nearest",
            paramLabel = "WHAT",
            defaultValue = "text",
            description = "What to publish of the nearest real text: text, overlap (no real words) or none (default:"
                    + " ${DEFAULT-VALUE}).")
    private String nearest;

    @Option(
            names = "--train",
            arity = "1..*",
            paramLabel = "FILE",
            description = "The run's training files (default: as its config names them, looked for in the run folder"
                    + " and the working directory).")
    private List<Path> train = List.of();

    @Option(
            names = "--log-probability",
            description = "Also write each text's log-probability per token, which takes a pass of the generator.")
    private boolean logProbability;

    @Mixin
    private EngineOptions engine;

    private final Console console;

    ExportCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Nearest told = nearest();
        if (Files.exists(to)) {
            throw InputException.at(to, "exists already; name a new folder, or remove it");
        }
        Outputs.refuseInputs("--to", to, Outputs.Input.of("--train", train));
        RunExport export = RunExport.of(run);
        List<Path> files = told == Nearest.NONE ? List.of() : trainingFiles(export);
        int rows = logProbability ? scored(export, told, files) : export.write(to, Optional.empty(), told, files);
        console.note("wrote " + rows + " rows and the generator");
        console.result(to.toString());
        return Failures.OK;
    }

    private int scored(RunExport export, Nearest told, List<Path> files) {
        try (Generator generator =
                Generators.open(export.generator(), export.task(), export.maxTokens(), engine.start(), console::warn)) {
            return export.write(to, Optional.of(new LikelihoodScorer(generator)), told, files);
        }
    }

    private List<Path> trainingFiles(RunExport export) {
        return train.isEmpty() ? export.trainingFiles() : List.copyOf(train);
    }

    private Nearest nearest() {
        return switch (nearest) {
            case "text" -> Nearest.TEXT;
            case "overlap" -> Nearest.OVERLAP;
            case "none" -> Nearest.NONE;
            default -> throw new InputException("--nearest: '" + nearest + "' is not one of [text, overlap, none]");
        };
    }
}
