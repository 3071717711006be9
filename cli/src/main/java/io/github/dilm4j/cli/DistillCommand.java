package io.github.dilm4j.cli;

import io.github.dilm4j.base.Abridged;
import io.github.dilm4j.base.Printable;
import io.github.dilm4j.base.Quantities;
import io.github.dilm4j.base.TemporaryFolder;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.data.ExampleFiles;
import io.github.dilm4j.data.Task;
import io.github.dilm4j.experiment.Experiment;
import io.github.dilm4j.experiment.SetScoring;
import io.github.dilm4j.experiment.Transfers;
import io.github.dilm4j.experiment.estimate.Estimator;
import io.github.dilm4j.piece.PieceRunner;
import io.github.dilm4j.run.EventSink;
import io.github.dilm4j.run.Results;
import io.github.dilm4j.run.RunFolder;
import io.github.dilm4j.run.StopRequest;
import io.github.dilm4j.run.config.ExperimentConfig;
import io.github.dilm4j.setup.Handover;
import io.github.dilm4j.setup.Request;
import io.github.dilm4j.setup.Setup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "distill",
        header = "Distils a file of labelled texts, without a config.",
        description = {
            "Finds the text and label fields, holds out rows for choices and for the report, picks models and sizes for"
                    + " the data and the machine, estimates the time, and runs all stages. Writes the best set of each"
                    + " size to distilled-dpcN.jsonl and the largest to distilled.jsonl. The folder also holds the"
                    + " config, which can be run again. The same command resumes a run that was stopped."
        },
        footer = {
            "",
            "Example:",
            "  ./dilm distill reviews.csv --dpc 10",
            "  ./dilm distill train.parquet --test test.parquet --text question --label intent --out runs/intents"
        })
final class DistillCommand implements Callable<Integer> {
    private static final int SHOWN = 3; // texts per label

    @Parameters(
            index = "0",
            paramLabel = "FILE",
            description = "Labelled texts: .csv, .tsv, .jsonl (each also .gz) or .parquet, a folder of such files, or"
                    + " hf://datasets/OWNER/NAME.")
    private String file;

    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "key=value",
            description = "Settings of the config that replace picked ones, such as" + " evaluation.learnersPerSet=5.")
    private List<String> settings = new ArrayList<>();

    @Option(
            names = "--dpc",
            paramLabel = "N",
            split = ",",
            description =
                    "Texts per label of the distilled sets, as N,N (default: 5,10,20, as far as the smallest label"
                            + " has twice as many).")
    private List<Integer> dpc = List.of();

    @Option(names = "--out", paramLabel = "DIR", description = "Run folder (default: FILE's name and -distilled).")
    private Optional<Path> out = Optional.empty();

    @Option(
            names = "--test",
            paramLabel = "FILE",
            description = "Rows to report on (default: a fifth of FILE's rows, or the test files beside train files).")
    private Optional<String> test = Optional.empty();

    @Option(
            names = "--group",
            paramLabel = "FIELD",
            description = "Rows with the same value of this field, such as an author, stay in one split.")
    private Optional<String> group = Optional.empty();

    @Option(
            names = "--learner",
            paramLabel = "DIR",
            description =
                    "Model folder or hub id of the classifier (default: sentence-transformers/all-MiniLM-L6-v2, or a"
                            + " new one if it cannot be fetched).")
    private Optional<String> learner = Optional.empty();

    @Option(
            names = "--generator",
            paramLabel = "DIR",
            description =
                    "Model folder or hub id of the language model (default: HuggingFaceTB/SmolLM2-135M-Instruct, or a"
                            + " new one if it cannot be fetched).")
    private Optional<String> generator = Optional.empty();

    @Option(
            names = "--from-nothing",
            description = "Train models that are not named from scratch on the texts; fetch nothing from the hub.")
    private boolean fromNothing;

    @Mixin
    private SeedOption seed;

    @Mixin
    private FreshOption fresh;

    @Option(names = "--no-estimate", description = "Begin at once, without estimating the time.")
    private boolean noEstimate;

    @Option(
            names = "--dry-run",
            description =
                    "Check the data, fetch the models, print the plan, the estimated time and the config, and stop.")
    private boolean dryRun;

    @Mixin
    private TaskOptions task;

    private final Console console;
    private final Dilm.RunFolders folders;

    DistillCommand(Console console, Dilm.RunFolders folders) {
        this.console = console;
        this.folders = folders;
    }

    /** The result of a run. */
    private record Outcome(Results results, List<Handover> sets) {}

    @Override
    public Integer call() {
        dpc.forEach(size -> Arguments.positive("--dpc", size));
        Path folder = out.orElseGet(() -> Path.of(Setup.name(file) + "-distilled"));
        Arguments.writableFolder("--out", folder);
        if (dryRun) {
            return dryRun(folder);
        }
        if (fresh.wanted()) {
            OldRuns.moveAside(folder, read(), console);
        }
        folders.enter(folder);
        Setup setup = setup(folder);
        boolean begun = Files.exists(new RunFolder(folder).manifest());
        OptionalDouble announced = noEstimate || begun ? OptionalDouble.empty() : announced(setup.config());
        long begin = System.nanoTime(); // the announced time is that from here on
        return new Run(console)
                .of(
                        folder,
                        "./dilm distill " + again(),
                        (progress, stop) -> outcome(setup.config(), folder, progress, stop),
                        outcome -> show(outcome, folder, (System.nanoTime() - begin) / 1e9, announced));
    }

    private Request request() {
        return new Request(
                file,
                test,
                task.namedTexts(),
                task.namedLabel(),
                task.namedLabels(),
                group,
                dpc,
                learner,
                generator,
                fromNothing,
                seed.value(),
                settings);
    }

    private Setup setup(Path folder) {
        Setup setup;
        try (Progress progress = Progress.on(console)) {
            setup = Setup.in(folder, request(), Transfers.fetching(progress));
        }
        setup.notes().forEach(console::note);
        setup.warnings().forEach(console::warn);
        return setup;
    }

    /** What lies on this machine of what the run reads. */
    private List<Path> read() {
        return Stream.concat(Stream.of(file), test.stream())
                .filter(name -> !name.startsWith("hf://"))
                .map(Path::of)
                .toList();
    }

    private int dryRun(Path folder) {
        if (fresh.wanted() && Files.exists(folder)) {
            OldRuns.requireMovable(folder, read());
        } else {
            Setup.requireUsable(folder, request());
        }
        try (TemporaryFolder scratch = new TemporaryFolder("dilm4j-distill")) {
            Setup setup = setup(scratch.path());
            try (Progress progress = Progress.on(console)) {
                new Experiment(setup.config(), scratch.path(), progress, new StopRequest()).check(false);
            }
            if (!noEstimate) {
                announced(setup.config());
            }
            console.result(setup.config().toYaml().stripTrailing());
            return Failures.OK;
        }
    }

    /** Prints and returns the estimated seconds. */
    private OptionalDouble announced(ExperimentConfig config) {
        console.note("estimating the time (--no-estimate begins at once)");
        double seconds;
        try (Progress progress = Progress.on(console)) {
            seconds = Estimator.estimate(config, progress).secondsWithSetScoring();
        }
        console.note("this will take about " + Quantities.duration(seconds)
                + "; Ctrl-C stops it, and the same command resumes it");
        return OptionalDouble.of(seconds);
    }

    private static Outcome outcome(ExperimentConfig config, Path folder, EventSink progress, StopRequest stop) {
        Results results = new Experiment(config, folder, progress, stop).run();
        List<Handover> sets = Handover.of(SetScoring.of(config, folder, progress, stop, PieceRunner.LOCAL));
        Handover.write(folder, sets);
        return new Outcome(results, sets);
    }

    private void show(Outcome outcome, Path folder, double seconds, OptionalDouble announced) {
        Handover.sentences(folder, outcome.sets()).forEach(console::result);
        console.result("");
        new Run(console).show(outcome.results(), folder);
        console.result("");
        Handover largest = outcome.sets().get(outcome.sets().size() - 1);
        samples(largest.file(folder), outcome.results().task());
        console.result("");
        console.result("done in " + Quantities.duration(seconds)
                + (announced.isPresent() ? " (announced: " + Quantities.duration(announced.getAsDouble()) + ")" : ""));
        String at = ShellWords.of(List.of(folder.toString()));
        console.result("next:");
        console.result("  ./dilm audit " + at + "/distilled.jsonl --against " + at + "/data/train.jsonl");
        console.result("  ./dilm run " + at + "/config.yaml --out " + at + " --redo evaluation.learnersPerSet=5");
        console.result("  ./dilm export " + at + " --to " + at + "-export");
    }

    /** A few texts of each label, a line each. */
    private void samples(Path set, Task task) {
        List<Example> examples = ExampleFiles.read(set, task);
        int most = Math.max(20, console.columns() - 4);
        for (int label = 0; label < task.labelCount(); label++) {
            int number = label;
            console.result(task.labels().get(label) + ":");
            examples.stream()
                    .filter(example -> example.label() == number)
                    .limit(SHOWN)
                    .map(example -> Printable.textLine(String.join(" | ", example.texts())))
                    .forEach(text -> console.result("  " + Abridged.text(text, most)));
        }
    }

    /** This command's arguments, for a shell, to go on with the run. */
    private String again() {
        List<String> words = new ArrayList<>(List.of(file));
        words.addAll(settings);
        if (!dpc.isEmpty()) {
            words.addAll(List.of(
                    "--dpc", String.join(",", dpc.stream().map(String::valueOf).toList())));
        }
        words.addAll(task.words());
        option(words, "--out", out.map(Path::toString));
        option(words, "--test", test);
        option(words, "--group", group);
        option(words, "--learner", learner);
        option(words, "--generator", generator);
        if (fromNothing) {
            words.add("--from-nothing");
        }
        words.addAll(List.of("--seed", String.valueOf(seed.value())));
        return ShellWords.of(words);
    }

    private static void option(List<String> words, String name, Optional<String> value) {
        value.ifPresent(given -> words.addAll(List.of(name, given)));
    }
}
