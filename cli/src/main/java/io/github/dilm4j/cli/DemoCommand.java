package io.github.dilm4j.cli;

import io.github.dilm4j.base.AtomicFiles;
import io.github.dilm4j.base.InputException;
import io.github.dilm4j.demo.GrammarCorpus;
import io.github.dilm4j.experiment.OwnFolder;
import io.github.dilm4j.experiment.RunLock;
import io.github.dilm4j.run.RunFolder;
import io.github.dilm4j.run.config.ExperimentConfig;
import io.github.dilm4j.run.config.Presets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "demo",
        header = "Distils a generated data set in a few minutes.",
        description = "Writes a corpus of reviews from a grammar, trains tokenizers, a small generator and a small"
                + " learner on it, distils it, compares the result with the baselines and makes the report.",
        footer = {"", "Example:", "  ./dilm demo --out demo-run --seed 1"})
final class DemoCommand implements Callable<Integer> {
    private static final String NAME = "demo";

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "demo-run",
            description = "Folder of the run and, in data/, of the corpus (default: ${DEFAULT-VALUE}).")
    private Path out;

    @Mixin
    private SeedOption seed;

    @Mixin
    private FreshOption fresh;

    private final Console console;
    private final Dilm.RunFolders folders;

    DemoCommand(Console console, Dilm.RunFolders folders) {
        this.console = console;
        this.folders = folders;
    }

    @Override
    public Integer call() {
        if (fresh.wanted()) {
            OldRuns.moveAside(out, List.of(), console);
        }
        RunFolder folder = new RunFolder(out);
        Path old = folder.config();
        if (Files.exists(old)) {
            requireSameDemo(old);
        } else if (Files.exists(data())) {
            throw notADemo("a folder 'data'");
        }
        OwnFolder.require(folder);
        ExperimentConfig config = ExperimentConfig.parse(
                Presets.yaml(NAME),
                out.toAbsolutePath().normalize(),
                "the demo's config",
                List.of("seed=" + seed.value()));
        if (!Files.exists(old)) {
            RunLock.of(out).close(); // from here on the folder belongs to a run
            AtomicFiles.writeString(old, config.toYaml()); // before the data, since it identifies the run
        }
        GrammarCorpus.write(data(), seed.value());
        folders.enter(out);
        return new Run(console)
                .of(
                        config,
                        out,
                        "./dilm demo --out " + ShellWords.of(List.of(out.toString())) + " --seed " + seed.value());
    }

    private Path data() {
        return out.resolve("data");
    }

    /** Refuses a folder whose data belong to another demo or run. */
    private void requireSameDemo(Path old) {
        ExperimentConfig before;
        try {
            before = ExperimentConfig.load(old, List.of());
        } catch (InputException e) {
            throw notADemo("another config.yaml");
        }
        if (!before.name().equals(NAME)) {
            throw notADemo("a run named '" + before.name() + "'");
        }
        if (before.seed() != seed.value()) {
            throw InputException.at(
                    out,
                    "holds a demo with seed " + before.seed() + "; give --seed " + before.seed()
                            + " to go on with it, --fresh to move it aside, or another --out");
        }
    }

    private InputException notADemo(String what) {
        return InputException.at(out, "holds " + what + ", not a demo of this version; give another --out");
    }
}
