package io.github.dilm4j.cli;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.demo.GrammarCorpus;
import io.github.dilm4j.run.RunFolder;
import io.github.dilm4j.run.config.ExperimentConfig;
import io.github.dilm4j.run.config.Presets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "demo",
        header = "Distils a made-up data set, from nothing, in a few minutes.",
        description = "Writes a corpus of reviews from a grammar, trains tokenizers, a small generator and a small"
                + " learner on it, distils it, compares the result with the baselines and makes the report.",
        footer = {"", "Example:", "  ./dilm demo --out demo-run --seed 1"})
final class DemoCommand implements Callable<Integer> {
    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "demo-run",
            description = "Folder of the run and, in data/, of the corpus (default: ${DEFAULT-VALUE}).")
    private Path out;

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "42",
            description = "Of everything: same seed, same result (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--fresh", description = "Move an old folder aside, to NAME.old-1 and so on, and begin anew.")
    private boolean fresh;

    private final Console console;
    private final Dilm.RunFolders folders;

    DemoCommand(Console console, Dilm.RunFolders folders) {
        this.console = console;
        this.folders = folders;
    }

    @Override
    public Integer call() {
        if (fresh) {
            OldRuns.moveAside(out, console);
        }
        requireSameSeed();
        ExperimentConfig config = ExperimentConfig.parse(
                Presets.yaml("demo"), out.toAbsolutePath().normalize(), "the demo's config", List.of("seed=" + seed));
        GrammarCorpus.write(out.resolve("data"), seed);
        folders.enter(out);
        return new Run(console)
                .of(config, out, "./dilm demo --out " + ShellWords.of(List.of(out.toString())) + " --seed " + seed);
    }

    /** An old demo must not have its data changed under it. */
    private void requireSameSeed() {
        Path old = new RunFolder(out).config();
        if (Files.exists(old)) {
            long oldSeed = ExperimentConfig.load(old, List.of()).seed();
            if (oldSeed != seed) {
                throw InputException.at(
                        out,
                        "holds a demo with seed " + oldSeed + "; give --seed " + oldSeed
                                + " to go on with it, --fresh to move it aside, or another --out");
            }
        }
    }
}
