package io.github.dilm4j.setup;

import io.github.dilm4j.base.Folders;
import io.github.dilm4j.base.InputException;
import io.github.dilm4j.data.ExampleFiles;
import io.github.dilm4j.hub.DataSetAddress;
import io.github.dilm4j.hub.Hub;
import io.github.dilm4j.hub.HubCommits;
import io.github.dilm4j.hub.HubSettings;
import io.github.dilm4j.hub.Progress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The files of a data set's name.
 *
 * @param train one or more
 * @param test empty if there are no test files
 */
record DataSource(List<Path> train, List<Path> test) {
    private static final List<String> TRAIN = List.of("train");
    private static final List<String> TEST = List.of("validation", "test"); // GLUE's tests have no labels
    private static final Pattern TRAIN_FILE = Pattern.compile("train([^a-z].*)?");
    private static final Pattern TEST_FILE = Pattern.compile("(test|dev|valid|validation|eval)([^a-z].*)?");

    /** @throws InputException if there are no data files */
    static DataSource of(Request request, Progress progress) {
        DataSource data = of(request.data(), "the data", progress);
        if (request.test().isEmpty()) {
            return data;
        }
        DataSource test = of(request.test().get(), "--test", progress);
        return new DataSource(data.train(), test.test().isEmpty() ? test.train() : test.test());
    }

    private static DataSource of(String name, String what, Progress progress) {
        Optional<DataSetAddress> address = DataSetAddress.parse(name);
        if (address.isPresent()) {
            return ofHub(address.get(), new Hub(HubSettings.of(System.getenv()), progress));
        }
        Path path = Path.of(name);
        if (Files.isDirectory(path)) {
            return ofFolder(path);
        }
        if (!Files.exists(path)) {
            throw InputException.at(
                    path,
                    "there is no such file for " + what
                            + "; give a .csv, .tsv, .jsonl or .parquet file, a folder of them, or hf://datasets/…");
        }
        return new DataSource(List.of(path), List.of());
    }

    private static DataSource ofHub(DataSetAddress address, Hub hub) {
        List<Path> train = ofHub(address, hub, TRAIN);
        List<Path> test;
        try {
            test = ofHub(address, hub, TEST);
        } catch (InputException none) {
            return new DataSource(train, List.of());
        }
        return new DataSource(train, test.equals(train) ? List.of() : test);
    }

    private static List<Path> ofHub(DataSetAddress address, Hub hub, List<String> splits) {
        Path folder = address.folder(hub, splits, new HubCommits());
        return address.chosenIn(folder, splits).stream().map(folder::resolve).toList();
    }

    private static DataSource ofFolder(Path folder) {
        List<Path> all =
                Folders.files(folder).stream().filter(ExampleFiles::isKnown).toList();
        List<Path> named =
                all.stream().filter(file -> isNamed(file, TRAIN_FILE)).toList();
        List<Path> test = all.stream().filter(file -> isNamed(file, TEST_FILE)).toList();
        List<Path> train = named.isEmpty()
                ? all.stream().filter(file -> !test.contains(file)).toList()
                : named;
        if (train.isEmpty()) {
            throw InputException.at(
                    folder, "holds no data files; put .csv, .tsv, .jsonl or .parquet files into it, or name one");
        }
        return new DataSource(train, test);
    }

    private static boolean isNamed(Path file, Pattern pattern) {
        return pattern.matcher(file.getFileName().toString().toLowerCase(Locale.ROOT))
                .matches();
    }
}
