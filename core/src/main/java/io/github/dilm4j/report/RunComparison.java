package io.github.dilm4j.report;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.run.Results;
import io.github.dilm4j.run.RunFolder;
import io.github.dilm4j.statistics.Comparison;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * A comparison of the scores of several finished runs.
 *
 * @param runs their folders, as given
 * @param rows one for each learner, size and method of any run
 * @param cautions reasons that the scores may not be comparable, a sentence each
 */
public record RunComparison(List<String> runs, List<Row> rows, List<String> cautions) {
    /** @param cells of the runs, in their order; empty if a run has no such scores */
    public record Row(String learner, int dpc, String method, List<Optional<Results.Scores>> cells) {
        public Row {
            cells = List.copyOf(cells);
        }

        /**
         * The difference between a run's score and that of the first one, by Welch's test over the means of the sets.
         *
         * @return empty for the first run, or if one of the two drew fewer than two sets or nothing varies
         */
        public Optional<Comparison> toFirst(int run) {
            return run == 0
                    ? Optional.empty()
                    : cells.get(run)
                            .flatMap(now -> cells.get(0).flatMap(first -> difference(now.bySet(), first.bySet())));
        }

        private static Optional<Comparison> difference(double[][] now, double[][] first) {
            return now.length < 2 || first.length < 2 ? Optional.empty() : Comparison.ofSets(now, first);
        }
    }

    /** The key of a row. */
    private record Key(String learner, int dpc, String method) {
        static Key of(Results.Scores scores) {
            return new Key(scores.learner(), scores.dpc(), scores.method());
        }
    }

    /** @throws InputException if a folder is not that of a finished run */
    public static RunComparison of(List<Path> folders) {
        List<Results> all = new ArrayList<>();
        for (Path folder : folders) {
            Path file = new RunFolder(folder).results();
            if (!Files.exists(file)) {
                throw InputException.at(
                        folder, "holds no results.json; give the folder of a run that './dilm run' has finished");
            }
            all.add(Results.read(file));
        }
        Set<Key> keys = new LinkedHashSet<>();
        all.forEach(results -> results.scores().forEach(scores -> keys.add(Key.of(scores))));
        List<Row> rows = keys.stream()
                .map(key -> new Row(
                        key.learner(),
                        key.dpc(),
                        key.method(),
                        all.stream()
                                .map(results -> results.scores().stream()
                                        .filter(scores -> Key.of(scores).equals(key))
                                        .findFirst())
                                .toList()))
                .toList();
        return new RunComparison(folders.stream().map(Path::toString).toList(), rows, cautions(all));
    }

    private static List<String> cautions(List<Results> all) {
        List<String> cautions = new ArrayList<>();
        differ(all, results -> results.task().labels(), "labels").ifPresent(cautions::add);
        differ(all, results -> results.task().metric(), "metrics").ifPresent(cautions::add);
        differ(all, results -> results.reportSplit().examples(), "numbers of examples to report on")
                .ifPresent(cautions::add);
        return cautions;
    }

    private static Optional<String> differ(List<Results> all, Function<Results, Object> what, String name) {
        List<Object> values =
                all.stream().map(what).filter(Objects::nonNull).distinct().toList();
        return values.size() < 2
                ? Optional.empty()
                : Optional.of("the runs have different " + name + ", " + values + ": their scores cannot be compared");
    }
}
