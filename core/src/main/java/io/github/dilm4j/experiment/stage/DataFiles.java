package io.github.dilm4j.experiment.stage;

import io.github.dilm4j.base.FilePattern;
import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.IoReason;
import io.github.dilm4j.base.Sha256;
import io.github.dilm4j.hub.DataSetAddress;
import io.github.dilm4j.hub.Hub;
import io.github.dilm4j.hub.HubCommits;
import io.github.dilm4j.hub.HubSettings;
import io.github.dilm4j.hub.Progress;
import io.github.dilm4j.piece.Cluster;
import io.github.dilm4j.piece.PieceRunner;
import io.github.dilm4j.piece.RowAddress;
import io.github.dilm4j.run.config.ExperimentConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The data files of a config. A name is a file, a pattern with an asterisk in its last part (all matching files, by
 * name), files of a data set of the hub, or rows that a cluster reads, which are copied to a file.
 *
 * @param name as in the config, of one file alone
 */
public record DataFiles(String name, Path file) {
    private static final List<String> TRAIN = List.of("train");
    private static final List<String> SELECT = List.of("validation");
    private static final List<String> REPORT = List.of("validation", "test"); // GLUE's tests have no labels

    /**
     * The places that data are read from besides the files of this machine.
     *
     * @param progress receives what is fetched from the hub
     * @param commits at which repositories of the hub are read
     * @param pieces reads rows if it is a {@link Cluster}
     * @param copies a folder for the rows that it reads
     */
    public record Places(Progress progress, HubCommits commits, PieceRunner pieces, Path copies) {}

    static List<DataFiles> train(ExperimentConfig config, Places places) {
        return located(config, config.data().train(), TRAIN, places);
    }

    /** Like {@link #train}; none where the select split is taken from the training data. */
    static List<DataFiles> select(ExperimentConfig config, Places places) {
        return located(config, config.data().select(), SELECT, places);
    }

    /** Like {@link #train}. */
    static List<DataFiles> report(ExperimentConfig config, Places places) {
        return located(config, config.data().report(), REPORT, places);
    }

    static List<Path> paths(List<DataFiles> files) {
        return files.stream().map(DataFiles::file).toList();
    }

    /** Whether the file is a copy of rows that a cluster reads. */
    boolean isCopy() {
        return RowAddress.is(name);
    }

    private static List<DataFiles> located(
            ExperimentConfig config, List<String> names, List<String> splits, Places places) {
        List<DataFiles> files = new ArrayList<>();
        for (String name : names) {
            Optional<DataSetAddress> address = DataSetAddress.parse(name);
            if (address.isPresent()) {
                Hub hub = new Hub(HubSettings.of(System.getenv()), places.progress());
                Path folder = address.get().folder(hub, splits, places.commits());
                for (String file : address.get().chosenIn(folder, splits)) {
                    files.add(new DataFiles(address.get().of(file), folder.resolve(file)));
                }
            } else if (RowAddress.is(name)) {
                files.add(new DataFiles(name, copy(name, config, places)));
            } else if (FilePattern.isPattern(name)) {
                files.addAll(matching(name, config));
            } else {
                files.add(new DataFiles(name, config.resolve(name)));
            }
        }
        return files;
    }

    private static Path copy(String name, ExperimentConfig config, Places places) {
        Path copy = places.copies().resolve(Sha256.of(name).substring(0, 16) + ".jsonl");
        if (!Files.exists(copy)) {
            List<String> fields = new ArrayList<>(config.task().textFields());
            fields.add(config.task().labelField());
            if (!(places.pieces() instanceof Cluster cluster)) {
                throw InputException.at(
                        name,
                        "is read by Spark, and this command does not run on it; give the command run a master with"
                                + " --spark, or name a file of this machine");
            }
            cluster.copyRows(name, fields, copy);
        }
        return copy;
    }

    private static List<DataFiles> matching(String name, ExperimentConfig config) {
        int cut = name.lastIndexOf('/') + 1;
        Path folder = config.resolve(name.substring(0, cut));
        List<DataFiles> found = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            Pattern pattern = FilePattern.of(name.substring(cut));
            try (Stream<Path> entries = Files.list(folder)) {
                entries.filter(file ->
                                pattern.matcher(file.getFileName().toString()).matches())
                        .forEach(file -> found.add(new DataFiles(name.substring(0, cut) + file.getFileName(), file)));
            } catch (IOException e) {
                throw new UncheckedIOException(folder + ": cannot be listed (" + IoReason.of(e) + ")", e);
            }
        }
        if (found.isEmpty()) {
            throw InputException.at(config.resolve(name), "there is no file of this pattern; check the path");
        }
        found.sort(java.util.Comparator.comparing(DataFiles::name));
        return found;
    }
}
