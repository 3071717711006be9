package io.github.dilm4j.cli;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.experiment.Experiment;
import io.github.dilm4j.hub.DataSetAddress;
import io.github.dilm4j.piece.Cluster;
import io.github.dilm4j.piece.Clusters;
import io.github.dilm4j.piece.PieceRunner;
import io.github.dilm4j.piece.RemoteFolder;
import io.github.dilm4j.piece.RowAddress;
import io.github.dilm4j.run.EventSink;
import io.github.dilm4j.run.Results;
import io.github.dilm4j.run.StopRequest;
import io.github.dilm4j.run.config.ExperimentConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "run",
        header = "Runs all stages of a config.",
        description = {
            "Trains the generator, matches gradients, writes the distilled sets, evaluates them against the baselines"
                    + " and makes the report. The same command resumes a run that was stopped; finished stages are not"
                    + " repeated."
        },
        footer = {
            "",
            "Example:",
            "  ./dilm config sst2-small > sst2.yaml",
            "  ./dilm run sst2.yaml seed=7 'distil.dpc=[5, 10]' --out runs/seven"
        })
final class RunCommand implements Callable<Integer> {
    @Mixin
    private ConfigOptions config;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Run folder (default: runs/NAME of the config). With --spark, also one of a file system of"
                    + " Hadoop, such as hdfs://HOST/runs/NAME.")
    private Optional<String> out = Optional.empty();

    @Mixin
    private FreshOption fresh;

    @Option(
            names = "--redo",
            description =
                    "Use new settings of distil or evaluation in an existing run: their old results are moved aside in"
                            + " the folder and made again; the trained models stay.")
    private boolean redo;

    @Option(
            names = "--dry-run",
            description =
                    "Check the config, the data, the models and the run folder as a run does, print the config in full,"
                            + " and stop.")
    private boolean dryRun;

    @Option(
            names = "--spark",
            paramLabel = "MASTER",
            description =
                    "Read data, train trajectories, write and embed texts, and evaluate learners on Spark's executors:"
                            + " local[2], spark://HOST:7077, yarn, k8s://URL. The results stay the same.")
    private Optional<String> spark = Optional.empty();

    @Mixin
    private TrackingOptions tracking;

    private final Console console;
    private final Dilm.RunFolders folders;

    RunCommand(Console console, Dilm.RunFolders folders) {
        this.console = console;
        this.folders = folders;
    }

    @Override
    public Integer call() {
        tracking.check();
        ExperimentConfig experiment = config.load();
        if (spark.isEmpty()) {
            return call(experiment, PieceRunner.LOCAL, Path.of(folder(experiment)));
        }
        try (Cluster cluster = connect(spark.get(), experiment.name(), console)) {
            if (!RowAddress.isPath(folder(experiment))) {
                return call(experiment, cluster, Path.of(folder(experiment)));
            }
            if (fresh.wanted()) {
                throw new InputException("--fresh: moves folders of this machine aside, and '" + out.get()
                        + "' is none; choose another folder with --out");
            }
            int code;
            try (RemoteFolder remote = cluster.folder(out.get())) {
                code = call(experiment, cluster, remote.local());
            }
            console.note("the run folder is " + out.get());
            return code;
        }
    }

    /** The run folder as the user named it. */
    private String folder(ExperimentConfig experiment) {
        String folder = out.orElse(Path.of("runs", experiment.name()).toString());
        if (RowAddress.isPath(folder) && spark.isEmpty()) {
            throw new InputException("--out: '" + folder
                    + "' is in a file system of Hadoop, which needs Spark; add --spark MASTER, or name a folder of this"
                    + " machine");
        }
        return folder;
    }

    private int call(ExperimentConfig experiment, PieceRunner pieces, Path folder) {
        if (dryRun) {
            check(experiment, pieces, folder);
            console.result(experiment.toYaml().stripTrailing());
            return Failures.OK;
        }
        if (fresh.wanted()) {
            OldRuns.moveAside(folder, read(experiment), console);
        }
        folders.enter(folder);
        return tracking.tracked(experiment, folder, console, also -> run(experiment, pieces, folder, also));
    }

    private int run(ExperimentConfig experiment, PieceRunner pieces, Path folder, EventSink also) {
        Function<Experiment, Results> way = redo ? Experiment::redo : Experiment::run;
        return new Run(console, also, out.filter(RowAddress::isPath))
                .of(experiment, folder, "./dilm run " + again(), known -> way.apply(known.on(pieces)));
    }

    private static Cluster connect(String master, String name, Console console) {
        return ServiceLoader.load(Clusters.class)
                .findFirst()
                .orElseThrow(() -> new InputException("--spark: '" + master
                        + "' needs the module dilm4j-spark, which is not on the class path; build it with ./mvnw"
                        + " -DskipTests package, or submit its assembly with spark-submit (docs/scale.md)"))
                .connect(master, name, console::warn);
    }

    /** Makes the checks of a run. */
    private void check(ExperimentConfig experiment, PieceRunner pieces, Path folder) {
        try (Progress progress = Progress.on(console)) {
            Arguments.writableFolder("--out", folder);
            Path checked = folder;
            if (fresh.wanted() && Files.exists(folder)) {
                OldRuns.requireMovable(folder, read(experiment));
                checked =
                        OldRuns.aside(folder.toAbsolutePath().normalize()); // does not exist, like the new run's folder
            }
            new Experiment(experiment, checked, progress, new StopRequest())
                    .on(pieces)
                    .check(redo);
        }
    }

    /** The config's folder and the inputs outside it; an id of the hub counts as a folder that does not exist. */
    private static List<Path> read(ExperimentConfig config) {
        Stream<String> data = Stream.of(
                        config.data().train(),
                        config.data().select(),
                        config.data().report())
                .flatMap(List::stream)
                .filter(name -> DataSetAddress.parse(name).isEmpty() && !RowAddress.is(name));
        return Stream.concat(
                        Stream.of(config.folder()),
                        Stream.concat(config.modelNames().stream(), data).map(config::resolve))
                .toList();
    }

    /** This command's arguments for a shell, to resume the run. */
    private String again() {
        List<String> words = new ArrayList<>(config.words());
        out.ifPresent(folder -> words.addAll(List.of("--out", folder)));
        words.addAll(tracking.words());
        spark.ifPresent(master -> words.addAll(List.of("--spark", master)));
        return ShellWords.of(words);
    }
}
