package io.github.dilm4j.report;

import io.github.dilm4j.audit.Repetition;
import io.github.dilm4j.audit.SetCopies;
import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.IoReason;
import io.github.dilm4j.base.Json;
import io.github.dilm4j.data.Task;
import io.github.dilm4j.run.EventLog;
import io.github.dilm4j.run.Manifest;
import io.github.dilm4j.run.Results;
import io.github.dilm4j.run.RunEvent;
import io.github.dilm4j.run.RunEvent.LearnerEvaluated;
import io.github.dilm4j.run.RunEvent.OtherLearnerEvaluated;
import io.github.dilm4j.run.RunEvent.RunStarted;
import io.github.dilm4j.run.RunEvent.SetAside;
import io.github.dilm4j.run.RunEvent.TextsWritten;
import io.github.dilm4j.run.RunFolder;
import io.github.dilm4j.run.TextMap;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The content of a run folder; of an interrupted run, the part that exists.
 *
 * @param unknownLines lines of the log that are not events of this version
 * @param config the text of the resolved config, empty if there is none
 */
record RunRecord(
        List<RunEvent> events,
        int unknownLines,
        Optional<Manifest> manifest,
        Optional<Results> results,
        List<Repetition> repetition,
        List<SetCopies> copies,
        Optional<TextMap> map,
        String config,
        List<DistilledSet> sets) {

    /** The scores of a method at one size with one learner. */
    record Cell(String learner, String method, int dpc) {}

    /** @throws InputException if there is no such folder, or one of its files is damaged */
    static RunRecord read(RunFolder folder) {
        if (!Files.isDirectory(folder.root())) {
            throw new InputException(folder.root() + ": there is no such run folder");
        }
        List<InputException> unknown = new ArrayList<>();
        List<RunEvent> logged = ifThere(folder.events(), log -> EventLog.read(log, unknown::add))
                .orElse(List.of());
        Optional<Results> results = ifThere(folder.results(), Results::read);
        return new RunRecord(
                valid(logged),
                unknown.size(),
                ifThere(folder.manifest(), Manifest::read),
                results,
                ifThere(folder.repetition(), file -> List.of(Json.read(file, Repetition[].class)))
                        .orElse(List.of()),
                ifThere(folder.copies(), file -> List.of(Json.read(file, SetCopies[].class)))
                        .orElse(List.of()),
                ifThere(folder.map(), TextMap::read),
                ifThere(folder.config(), RunRecord::text).orElse(""),
                DistilledSet.readAll(folder.distilled()).stream()
                        .filter(set -> set.dpc() == 0 || isCompared(set.method(), results))
                        .toList());
    }

    /** The events, without those of results that were set aside later. */
    private static List<RunEvent> valid(List<RunEvent> logged) {
        List<RunEvent> valid = new ArrayList<>();
        for (RunEvent event : logged) {
            if (event instanceof SetAside aside) {
                valid.removeIf(earlier -> isVoid(earlier, aside));
            }
            valid.add(event);
        }
        return valid;
    }

    private static boolean isVoid(RunEvent event, SetAside aside) {
        if (event instanceof LearnerEvaluated) {
            return aside.learners().contains(Results.LEARNER);
        }
        if (event instanceof OtherLearnerEvaluated e) {
            return aside.learners().contains(e.name());
        }
        return aside.sets() && event instanceof TextsWritten e && !e.method().isEmpty();
    }

    /** The sets of the compared methods. Sets of methods that a resumed run no longer compares may still exist. */
    private static boolean isCompared(String method, Optional<Results> results) {
        return results.map(all ->
                        all.scores().stream().anyMatch(scores -> scores.method().equals(method)))
                .orElse(true);
    }

    /** The written texts of the compared methods and of the matching. */
    Stream<TextsWritten> textsWritten() {
        return all(TextsWritten.class).filter(e -> e.method().isEmpty() || isCompared(e.method(), results));
    }

    <E extends RunEvent> Stream<E> all(Class<E> kind) {
        return events.stream().filter(kind::isInstance).map(kind::cast);
    }

    <E extends RunEvent> Optional<E> last(Class<E> kind) {
        return all(kind).reduce((earlier, later) -> later);
    }

    Optional<Task> task() {
        return results.map(Results::task).or(() -> last(RunStarted.class).map(RunStarted::task));
    }

    /** The final scores, or those of the learners so far. */
    List<Results.Scores> scores() {
        if (results.isPresent()) {
            return results.get().scores();
        }
        Map<Cell, Map<String, Results.LearnerScore>> cells = new LinkedHashMap<>();
        for (RunEvent event : events) {
            if (event instanceof LearnerEvaluated e) {
                add(
                        new Cell(Results.LEARNER, e.method(), e.dpc()),
                        new Results.LearnerScore(e.set(), e.learner(), e.score(), e.loss()),
                        cells);
            } else if (event instanceof OtherLearnerEvaluated e) {
                add(
                        new Cell(e.name(), e.method(), e.dpc()),
                        new Results.LearnerScore(e.set(), e.learner(), e.score(), e.loss()),
                        cells);
            }
        }
        return cells.entrySet().stream()
                .map(e -> new Results.Scores(
                        e.getKey().learner(),
                        e.getKey().method(),
                        e.getKey().dpc(),
                        List.copyOf(e.getValue().values())))
                .toList();
    }

    /** The scores of one learner. */
    List<Results.Scores> scores(String learner) {
        return scores().stream()
                .filter(scores -> scores.learner().equals(learner))
                .toList();
    }

    /** DiLM against the other methods with one learner; empty before the end. */
    List<Results.Difference> differences(String learner) {
        return results.map(Results::comparisons).orElse(List.of()).stream()
                .filter(difference -> difference.learner().equals(learner))
                .toList();
    }

    private static void add(Cell cell, Results.LearnerScore run, Map<Cell, Map<String, Results.LearnerScore>> cells) {
        cells.computeIfAbsent(cell, c -> new LinkedHashMap<>()).put(run.set() + "/" + run.learner(), run);
    }

    private static <T> Optional<T> ifThere(Path file, Function<Path, T> read) {
        return Files.exists(file) ? Optional.of(read.apply(file)) : Optional.empty();
    }

    private static String text(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new InputException(file + ": cannot be read (" + IoReason.of(e) + ")", e);
        }
    }
}
