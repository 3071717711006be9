package io.github.dilm4j.experiment.stage;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.data.ByLabel;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.data.ExampleFiles;
import io.github.dilm4j.data.FieldNames;
import io.github.dilm4j.data.LabelNames;
import io.github.dilm4j.data.SplitRoles;
import io.github.dilm4j.data.Splits;
import io.github.dilm4j.data.Task;
import io.github.dilm4j.data.TaskKeys;
import io.github.dilm4j.data.UsedLabels;
import io.github.dilm4j.hub.HubCommits;
import io.github.dilm4j.hub.Progress;
import io.github.dilm4j.piece.PieceRunner;
import io.github.dilm4j.run.config.ExperimentConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The data of a run by role. The report split's texts are read here, but no stage before the evaluation sees them.
 *
 * @param train the files of {@code data.train}
 * @param select the files of {@code data.select}
 * @param report the files of {@code data.report}
 */
public record Data(
        Task task,
        Splits splits,
        List<DataFiles> train,
        List<DataFiles> select,
        List<DataFiles> report,
        List<String> warnings) {

    /**
     * @param progress receives what is fetched from the hub
     * @param commits at which repositories of the hub are read
     * @throws io.github.dilm4j.base.InputException if a file cannot be used, or a label has too few examples
     */
    public static Data read(ExperimentConfig config, Progress progress, HubCommits commits) {
        return read(config, new DataFiles.Places(progress, commits, PieceRunner.LOCAL, Path.of("")));
    }

    /** Like {@link #read(ExperimentConfig, Progress, HubCommits)}, where a cluster may read rows. */
    public static Data read(ExperimentConfig config, DataFiles.Places places) {
        List<DataFiles> trainFiles = DataFiles.train(config, places);
        List<DataFiles> selectFiles = DataFiles.select(config, places);
        List<DataFiles> reportFiles = DataFiles.report(config, places);
        try {
            return read(config, trainFiles, selectFiles, reportFiles);
        } catch (InputException e) {
            throw named(e, Stream.of(trainFiles, selectFiles, reportFiles).flatMap(List::stream));
        }
    }

    /** The exception with the addresses of copied rows instead of the files that hold the copies. */
    private static InputException named(InputException why, Stream<DataFiles> files) {
        InputException named = why;
        for (DataFiles copy : files.filter(DataFiles::isCopy).toList()) {
            named = named.renamed(copy.file(), copy.name());
        }
        return named;
    }

    private static Data read(
            ExperimentConfig config,
            List<DataFiles> trainFiles,
            List<DataFiles> selectFiles,
            List<DataFiles> reportFiles) {
        List<Path> train = DataFiles.paths(trainFiles);
        List<Path> select = DataFiles.paths(selectFiles);
        List<Path> report = DataFiles.paths(reportFiles);
        boolean found = config.task().labels().isEmpty();
        FieldNames.require(train, config.task().textFields(), config.task().labelField(), TaskKeys.CONFIG);
        List<String> labels = found
                ? LabelNames.find(train, config.task().labelField(), TaskKeys.CONFIG)
                : config.task().labels();
        boolean ordered = !found || LabelNames.areOrdered(train, config.task().labelField());
        Task named = new Task(
                config.name(),
                config.task().textFields(),
                config.task().labelField(),
                labels,
                config.task().metric(),
                config.task().labelNames().isEmpty() ? labels : config.task().labelNames());
        RandomStreams streams = new RandomStreams(config.seed());
        List<Example> ofTrain = ExampleFiles.read(train, named);
        List<Example> ofSelect = read(select, named, ordered);
        List<Example> ofReport = read(report, named, ordered);
        UsedLabels used = UsedLabels.of(named, found, List.of(ofTrain, ofSelect, ofReport));
        Task task = used.task();
        List<Example> all = used.renumbered(ofTrain);
        List<Example> rows = limited(all, config.data().maxTrainRows(), streams);
        List<String> takers = new ArrayList<>();
        if (rows.size() < all.size()) {
            takers.add("data.maxTrainRows (" + config.data().maxTrainRows() + ")");
        }
        Splits divided = SplitRoles.split(
                rows,
                used.renumbered(ofReport),
                task,
                config.data().selectPerLabel(),
                streams.child("splits"),
                after(takers, train.get(0)));
        Splits splits =
                select.isEmpty() ? divided : new Splits(divided.fit(), used.renumbered(ofSelect), divided.report());
        if (config.data().selectPerLabel() > 0) {
            takers.add("data.selectPerLabel (" + config.data().selectPerLabel() + ")");
        }
        int largest = config.distil().largest();
        List<String> warnings = new ArrayList<>();
        used.warning(TaskKeys.CONFIG).ifPresent(warnings::add);
        List<String> unscored = ByLabel.requireScorable(splits.report(), task, report.get(0), TaskKeys.CONFIG);
        if (!unscored.isEmpty()) {
            warnings.add("the report split has no example of " + unscored + "; the scores say nothing about them");
        }
        ByLabel.requireDistinct(splits.fit(), task, largest, after(takers, train.get(0)), TaskKeys.CONFIG);
        if (!select.isEmpty()) {
            ByLabel.requireEvery(splits.select(), task, select.get(0), TaskKeys.CONFIG);
        }
        long leaked = SplitRoles.overlap(splits.report(), splits.fit());
        if (leaked > 0) {
            warnings.add(leaked + " of " + splits.report().size()
                    + " examples of the report split also occur in the training data; scores on them are too high");
        }
        return new Data(task, splits, trainFiles, selectFiles, reportFiles, warnings);
    }

    public List<List<Example>> fitByLabel() {
        return ByLabel.group(splits.fit(), task.labelCount());
    }

    List<List<Example>> selectByLabel() {
        return ByLabel.group(splits.select(), task.labelCount());
    }

    private static List<Example> read(List<Path> files, Task task, boolean ordered) {
        return files.isEmpty() ? List.of() : ExampleFiles.read(files, task, ordered, TaskKeys.CONFIG);
    }

    /** Names the training data at the beginning of a message, with the settings that removed rows. */
    private static String after(List<String> takers, Path file) {
        return takers.isEmpty() ? file.toString() : file + ", after " + String.join(" and ", takers);
    }

    private static List<Example> limited(List<Example> rows, int most, RandomStreams streams) {
        if (most == 0 || rows.size() <= most) {
            return rows;
        }
        return RandomStreams.sample(rows, most, streams.stream("row limit"));
    }
}
