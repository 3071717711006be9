package io.github.dilm4j.cli;

import io.github.dilm4j.run.config.ExperimentConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "run",
        header = "Runs all stages of a config.",
        description = {
            "Trains the generator, matches gradients, writes the distilled sets, evaluates them beside the baselines"
                    + " and makes the report. The same command goes on with a run that was stopped; finished stages are"
                    + " not repeated."
        },
        footer = {
            "",
            "Example:",
            "  ./dilm config sst2-small > sst2.yaml",
            "  ./dilm run sst2.yaml seed=7 'distil.dpc=[5, 10]' --out runs/seven"
        })
final class RunCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "CONFIG", description = "A YAML config; paths in it begin at its folder.")
    private Path config;

    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "key=value",
            description = "Settings in place of the config's, such as matching.training.steps=200.")
    private List<String> overrides = new ArrayList<>();

    @Option(names = "--out", paramLabel = "DIR", description = "Run folder (default: runs/NAME of the config).")
    private Optional<Path> out = Optional.empty();

    @Option(names = "--fresh", description = "Move an old run folder aside, to NAME.old-1 and so on, and begin anew.")
    private boolean fresh;

    @Option(names = "--device", paramLabel = "DEVICE", description = "auto, cpu, cuda or mps in place of the config's.")
    private Optional<String> device = Optional.empty();

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads of the tensor engine; 0 for one per processor.")
    private Optional<Integer> threads = Optional.empty();

    @Option(names = "--dry-run", description = "Check the config, print it in full, and stop.")
    private boolean dryRun;

    private final Console console;
    private final Dilm.RunFolders folders;

    RunCommand(Console console, Dilm.RunFolders folders) {
        this.console = console;
        this.folders = folders;
    }

    @Override
    public Integer call() {
        List<String> settings = new ArrayList<>(overrides);
        device.ifPresent(name -> settings.add("device=" + name));
        threads.ifPresent(count -> settings.add("threads=" + count));
        ExperimentConfig experiment = ExperimentConfig.load(config, settings);
        if (dryRun) {
            console.result(experiment.toYaml().stripTrailing());
            return Failures.OK;
        }
        Path folder = out.orElse(Path.of("runs", experiment.name()));
        if (fresh) {
            OldRuns.moveAside(folder, console);
        }
        folders.enter(folder);
        return new Run(console).of(experiment, folder, "./dilm run " + again());
    }

    /** This command's arguments, for a shell, to go on with the run. */
    private String again() {
        List<String> words = new ArrayList<>();
        words.add(config.toString());
        words.addAll(overrides);
        out.ifPresent(folder -> words.addAll(List.of("--out", folder.toString())));
        device.ifPresent(name -> words.addAll(List.of("--device", name)));
        threads.ifPresent(count -> words.addAll(List.of("--threads", count.toString())));
        return ShellWords.of(words);
    }
}
