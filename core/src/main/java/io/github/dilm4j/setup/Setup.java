package io.github.dilm4j.setup;

import io.github.dilm4j.base.AtomicFiles;
import io.github.dilm4j.base.Folders;
import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.Json;
import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.base.RealPath;
import io.github.dilm4j.base.Sha256;
import io.github.dilm4j.data.ByLabel;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.data.ExampleFiles;
import io.github.dilm4j.data.FieldGuess;
import io.github.dilm4j.data.FieldNames;
import io.github.dilm4j.data.GroupedSplit;
import io.github.dilm4j.data.LabelNames;
import io.github.dilm4j.data.Metric;
import io.github.dilm4j.data.Shown;
import io.github.dilm4j.data.Splits;
import io.github.dilm4j.data.Task;
import io.github.dilm4j.data.TaskKeys;
import io.github.dilm4j.data.UsedLabels;
import io.github.dilm4j.experiment.OwnFolder;
import io.github.dilm4j.experiment.RunLock;
import io.github.dilm4j.hub.DataSetAddress;
import io.github.dilm4j.hub.Progress;
import io.github.dilm4j.run.RunFolder;
import io.github.dilm4j.run.config.ExperimentConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A run folder whose config and data were made from a {@link Request}. The folder keeps the request. The same request
 * finds the folder unchanged, so that a run resumes even if the hub or the machine has changed.
 *
 * @param config runs as it is; the folder's own {@code config.yaml}
 * @param notes findings about the data, a sentence each
 * @param warnings problems for the result, a sentence each
 */
public record Setup(ExperimentConfig config, List<String> notes, List<String> warnings) {
    private static final String DATA = "data";
    private static final List<Integer> USUAL_DPC = List.of(5, 10, 20);
    private static final double REPORT_SHARE = 0.2;
    private static final int MOST_REPORT = 2000; // rows
    private static final double SELECT_SHARE = 0.1;
    private static final int MOST_SELECT = 1000; // rows

    public Setup {
        notes = List.copyOf(notes);
        warnings = List.copyOf(warnings);
    }

    /** The request of the folder. */
    private record Made(Map<String, String> asked, Map<String, String> files) {}

    /** The data that were found. */
    private record Found(
            DataSource source,
            Task task,
            List<Example> train,
            List<String> groups,
            List<Example> test,
            Optional<String> warning) {}

    /** Whether {@link #in} has made this folder. */
    public static boolean isIn(Path folder) {
        return Files.exists(made(folder));
    }

    /**
     * Makes the folder's data and config, or finds them there.
     *
     * @param progress receives the downloads' progress
     * @throws InputException if the data cannot be used, or the folder belongs to another run
     */
    public static Setup in(Path folder, Request request, Progress progress) {
        RunFolder run = new RunFolder(folder);
        requireUsable(folder, request);
        DataSource source = DataSource.of(request, progress);
        Made now = new Made(asked(request), checksums(source));
        if (isIn(folder)) {
            requireSame(folder, now);
            if (Files.exists(run.config())) {
                return new Setup(ExperimentConfig.load(run.config(), List.of()), List.of(), List.of());
            }
        }
        Found found = found(request, source); // before anything is written, since it may fail
        RunLock.of(folder).close(); // from here on the folder belongs to a run
        AtomicFiles.writeString(made(folder), Json.pretty(now));
        Setup setup = of(folder, request, found, progress);
        AtomicFiles.writeString(run.config(), setup.config().toYaml()); // last: it marks the folder as complete
        return setup;
    }

    /** @throws InputException if {@link #in} would write over files that are not its own, or among the data */
    public static void requireUsable(Path folder, Request request) {
        RunFolder run = new RunFolder(folder);
        OwnFolder.require(run);
        Stream.concat(Stream.of(request.data()), request.test().stream())
                .filter(name -> DataSetAddress.parse(name).isEmpty())
                .map(Path::of)
                .filter(Files::isDirectory)
                .filter(data -> RealPath.of(data).equals(RealPath.of(folder)))
                .findFirst()
                .ifPresent(data -> {
                    throw InputException.at(
                            folder,
                            "is the folder that the data are read from, where results would count as data; choose"
                                    + " another folder with --out");
                });
        if (Files.isDirectory(folder) && !isIn(folder)) {
            refuseOthers(folder, run);
        }
    }

    private static Path made(Path folder) {
        return new RunFolder(folder).request();
    }

    private static Map<String, String> checksums(DataSource source) {
        Map<String, String> sums = new LinkedHashMap<>();
        Stream.concat(source.train().stream(), source.test().stream())
                .forEach(file -> sums.put(file.toString(), Sha256.of(file)));
        return sums;
    }

    private static void requireSame(Path folder, Made now) {
        Made before =
                Json.read(made(folder), Made.class, "choose another folder with --out, or start over with --fresh");
        if (before.equals(now)) {
            return;
        }
        List<String> changed = new ArrayList<>();
        now.asked().forEach((option, value) -> {
            String old = before.asked().get(option);
            if (!value.equals(old)) {
                changed.add(option + " was " + old + " and is " + value);
            }
        });
        if (changed.isEmpty()) {
            changed.add("the contents of the data files");
        }
        throw InputException.at(
                folder,
                "holds a run of another request (" + String.join("; ", changed)
                        + "); choose another folder with --out, or start over with --fresh");
    }

    private static Map<String, String> asked(Request request) {
        String nothing = "not given";
        Map<String, String> asked = new LinkedHashMap<>();
        asked.put("the data", request.data());
        asked.put("--test", request.test().orElse(nothing));
        asked.put("--text", Shown.list(request.textFields()));
        asked.put("--label", request.labelField().orElse(nothing));
        asked.put("--labels", Json.line(request.labels()));
        asked.put("--group", request.groupField().orElse(nothing));
        asked.put("--dpc", request.dpc().isEmpty() ? nothing : request.dpc().toString());
        asked.put("--learner", request.learner().orElse(nothing));
        asked.put("--generator", request.generator().orElse(nothing));
        asked.put("--from-nothing", String.valueOf(request.fromNothing()));
        asked.put("--seed", String.valueOf(request.seed()));
        asked.put("key=value", Json.line(request.settings()));
        return asked;
    }

    private static void refuseOthers(Path folder, RunFolder run) {
        List<Path> others = List.of(run.config(), run.manifest(), folder.resolve(DATA));
        for (Path taken : Folders.entries(folder)) {
            if (others.contains(taken) || Handover.writes(taken)) {
                throw InputException.at(
                        folder,
                        "holds " + taken.getFileName() + ", which is not of this command; choose another folder with"
                                + " --out");
            }
        }
    }

    private static Found found(Request request, DataSource source) {
        List<Path> files = source.train();
        String label = request.labelField()
                .orElseGet(() -> FieldGuess.labelByName(files.get(0), FieldGuess.label(files.get(0))));
        FieldNames.require(files, request.textFields(), label, TaskKeys.OPTIONS);
        List<String> texts = request.textFields().isEmpty()
                ? FieldGuess.texts(files.get(0), label, TaskKeys.OPTIONS)
                : request.textFields();
        boolean named = !request.labels().isEmpty();
        List<String> labels = named ? request.labels() : LabelNames.find(files, label, TaskKeys.OPTIONS);
        boolean ordered = named || LabelNames.areOrdered(files, label);
        Task task = Task.of(TaskKeys.OPTIONS, name(request.data()), texts, label, labels, Metric.ACCURACY);
        List<Example> train = ExampleFiles.read(files, task, ordered, TaskKeys.OPTIONS);
        List<Example> test =
                source.test().isEmpty() ? List.of() : ExampleFiles.read(source.test(), task, ordered, TaskKeys.OPTIONS);
        UsedLabels used = UsedLabels.of(task, !named, List.of(train, test));
        return new Found(
                source,
                used.task(),
                used.renumbered(train),
                request.groupField()
                        .map(field -> ExampleFiles.column(files, field, "--group"))
                        .orElse(List.of()),
                used.renumbered(test),
                used.warning(TaskKeys.OPTIONS));
    }

    private static Setup of(Path folder, Request request, Found found, Progress progress) {
        List<String> notes = new ArrayList<>();
        Task task = found.task();
        Splits splits = splits(request, found, notes);
        List<String> files = List.of(DATA + "/train.jsonl", DATA + "/select.jsonl", DATA + "/test.jsonl");
        ExampleFiles.write(folder.resolve(files.get(0)), splits.fit(), task);
        ExampleFiles.write(folder.resolve(files.get(1)), splits.select(), task);
        ExampleFiles.write(folder.resolve(files.get(2)), splits.report(), task);
        notes.add(
                0,
                "taken from "
                        + (DataSetAddress.parse(request.data()).isPresent()
                                ? request.data()
                                : found.source().train().get(0))
                        + ": the "
                        + (task.textFields().size() == 1 ? "text is " : "pair of texts is ")
                        + Shown.list(task.textFields())
                        + " (--text), the label is " + Shown.list(List.of(task.labelField()))
                        + " (--label), the labels are "
                        + Shown.list(task.labels()) + " (--labels)");
        notes.add("split into " + splits.fit().size() + " rows to distil, "
                + splits.select().size() + " to choose by, " + splits.report().size()
                + " to report on (data/ in the run folder)");
        Sizes sizes = Sizes.of(splits.fit(), task.labelCount());
        if (sizes.rows() < splits.fit().size()) {
            notes.add("distils a random " + sizes.rows() + " of the "
                    + splits.fit().size() + " rows, for the time it takes; data.maxTrainRows=0 takes all");
        }
        BaseModels models = BaseModels.of(request, progress);
        String yaml = new Picked(task, request, sizes, models)
                .yaml(task.name(), files, dpc(request, splits.fit(), task, notes));
        ExperimentConfig config = ExperimentConfig.parse(
                yaml, folder.toAbsolutePath().normalize(), "the config made for " + request.data(), request.settings());
        List<String> warnings = new ArrayList<>(models.warnings());
        found.warning().ifPresent(warnings::add);
        return new Setup(config, notes, warnings);
    }

    private static Splits splits(Request request, Found found, List<String> notes) {
        Path place = found.source().train().get(0);
        RandomStreams streams = new RandomStreams(request.seed()).child("setup");
        boolean apart = found.test().isEmpty();
        List<Example> rows = found.train();
        List<String> groups = found.groups();
        if (!apart) {
            List<Integer> kept = GroupedSplit.absentFrom(rows, found.test());
            if (kept.size() < rows.size()) {
                notes.add("left out " + (rows.size() - kept.size()) + " rows whose texts stand in "
                        + found.source().test().get(0) + " too");
            }
            List<Example> all = rows;
            rows = kept.stream().map(all::get).toList();
            List<String> ofAll = groups;
            groups = ofAll.isEmpty() ? ofAll : kept.stream().map(ofAll::get).toList();
        }
        GroupedSplit.Shares shares = new GroupedSplit.Shares(
                share(SELECT_SHARE, MOST_SELECT, rows.size()),
                apart ? share(REPORT_SHARE, MOST_REPORT, rows.size()) : 0);
        Splits splits = GroupedSplit.of(rows, groups, found.task(), shares, streams, place);
        return apart ? splits : new Splits(splits.fit(), splits.select(), found.test());
    }

    private static double share(double usual, int most, int rows) {
        return Math.min(usual, (double) most / Math.max(1, rows));
    }

    /** The requested sizes, or the usual ones that leave a choice among the texts of every label. */
    private static List<Integer> dpc(Request request, List<Example> fit, Task task, List<String> notes) {
        if (!request.dpc().isEmpty()) {
            return request.dpc();
        }
        int fewest = ByLabel.group(fit, task.labelCount()).stream()
                .mapToInt(Example::distinctTexts)
                .min()
                .orElseThrow();
        int most = Math.max(1, fewest / 2);
        List<Integer> fitting = USUAL_DPC.stream().filter(dpc -> dpc <= most).toList();
        List<Integer> sizes = fitting.isEmpty() ? List.of(most) : fitting;
        if (!sizes.equals(USUAL_DPC)) {
            notes.add("the smallest label has " + fewest + " different texts to distil, so the sizes are " + sizes
                    + " of " + USUAL_DPC + " (--dpc)");
        }
        return sizes;
    }

    /** The name of a run on these data: the file's name without its endings, or that of the data set. */
    public static String name(String data) {
        String last = data.replaceAll("/+$", "").replaceAll(".*[/\\\\]", "");
        String plain = last.replaceAll("(?i)(\\.(tsv|csv|jsonl|ndjson|parquet))?(\\.gz)?$", "")
                .replaceAll("[^\\p{L}\\p{N}_.-]+", "-")
                .replaceAll("^[-.]+", "");
        return Optional.of(plain).filter(name -> !name.isEmpty()).orElse("data");
    }
}
