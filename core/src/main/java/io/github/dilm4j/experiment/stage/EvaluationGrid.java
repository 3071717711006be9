package io.github.dilm4j.experiment.stage;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.dilm4j.base.AtomicFiles;
import io.github.dilm4j.base.IoReason;
import io.github.dilm4j.base.Json;
import io.github.dilm4j.base.NotFiniteException;
import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.base.Sha256;
import io.github.dilm4j.evaluate.FineTuning;
import io.github.dilm4j.piece.Piece;
import io.github.dilm4j.piece.PieceRunner;
import io.github.dilm4j.piece.Work;
import io.github.dilm4j.run.Results;
import io.github.dilm4j.run.RunEvent;
import io.github.dilm4j.run.SetScore;
import io.github.dilm4j.run.Stage;
import io.github.dilm4j.statistics.ConfusionMatrix;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Evaluates every distilled set of every method on several fresh learners. Each learner's metrics are appended to a
 * file as soon as they are known, so that a stopped run resumes with the next learner.
 */
public final class EvaluationGrid {
    /** One distilled set; {@code set} counts from 0. */
    public record Cell(String method, int dpc, int set) implements Serializable {
        /** The whole training data. */
        static final Cell FULL_DATA = new Cell(Results.FULL_DATA, 0, 0);

        @Override
        public String toString() {
            return equals(FULL_DATA) ? "the full data" : method + " (dpc " + dpc + ", set " + set + ")";
        }
    }

    /**
     * One line of the file.
     *
     * @param metrics as in {@link Results.LearnerScore}
     * @param confusion as in {@link Results.Scores}
     * @param checksum of the other values; empty in runs of versions that wrote none
     */
    private record Line(
            String method,
            int dpc,
            int set,
            int learner,
            double score,
            double loss,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Double> metrics,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<List<Integer>> confusion,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) String checksum) {
        private static final int CHECKSUM_DIGITS = 16;

        static Line of(Key key, FineTuning.Outcome outcome) {
            return new Line(
                            key.method(),
                            key.dpc(),
                            key.set(),
                            key.learner(),
                            outcome.score(),
                            outcome.loss(),
                            outcome.metrics(),
                            outcome.confusion().rows(),
                            "")
                    .sealed();
        }

        /** Parses a line; empty if no run wrote it. */
        static Optional<Line> parse(String json) {
            try {
                JsonNode tree = Json.STRICT.readTree(json);
                if (tree instanceof ObjectNode line) { // fields that older versions did not write
                    JsonNodeFactory nothing = JsonNodeFactory.instance;
                    line.putIfAbsent("metrics", nothing.objectNode());
                    line.putIfAbsent("confusion", nothing.arrayNode());
                    line.putIfAbsent("checksum", nothing.textNode(""));
                }
                Line line = Json.STRICT.treeToValue(tree, Line.class);
                boolean possible = line.score >= 0 && line.score <= 1;
                boolean asWritten = line.checksum.isEmpty() || line.checksum.equals(line.sealed().checksum);
                return possible && asWritten ? Optional.of(line) : Optional.empty();
            } catch (JsonProcessingException e) {
                return Optional.empty();
            }
        }

        private Line sealed() {
            Line plain = new Line(method, dpc, set, learner, score, loss, metrics, confusion, "");
            String checksum = Sha256.of(Json.line(plain)).substring(0, CHECKSUM_DIGITS);
            return new Line(method, dpc, set, learner, score, loss, metrics, confusion, checksum);
        }

        Key key() {
            return new Key(method, dpc, set, learner);
        }

        Measured measured() {
            return new Measured(new Results.LearnerScore(set, learner, score, loss, metrics), confusion);
        }
    }

    private record Key(String method, int dpc, int set, int learner) {
        static Key of(Task<?> task) {
            return new Key(task.cell().method(), task.cell().dpc(), task.cell().set(), task.learner());
        }
    }

    /**
     * A set that is to be measured once.
     *
     * @param learner the number of the learner, or of the order of demonstrations
     * @param streams of this learner or order
     */
    record Task<S>(Cell cell, S set, int learner, RandomStreams streams) implements Serializable {
        String name() {
            return cell + ", learner " + learner;
        }
    }

    /**
     * The result of one learner on one set.
     *
     * @param confusion as in {@link Results.Scores}
     */
    public record Measured(Results.LearnerScore score, List<List<Integer>> confusion) {
        public static List<Results.LearnerScore> scores(List<Measured> all) {
            return all.stream().map(Measured::score).toList();
        }

        /** The mean of all measurements of a set. */
        public static SetScore mean(Cell cell, List<Measured> all) {
            return SetScore.of(cell.method(), cell.dpc(), cell.set(), scores(all));
        }

        /** The sum; empty if one is unknown. */
        static List<List<Integer>> confusion(List<Measured> all) {
            return all.stream().anyMatch(one -> one.confusion().isEmpty())
                    ? List.of()
                    : all.stream()
                            .map(one -> ConfusionMatrix.ofRows(one.confusion()))
                            .reduce(ConfusionMatrix::plus)
                            .map(ConfusionMatrix::rows)
                            .orElse(List.of());
        }
    }

    /**
     * The measurement of sets.
     *
     * @param input what a piece of {@code work} is given for a set
     */
    public record Measurement<S, P extends Serializable>(
            PieceRunner runner, Work<P, FineTuning.Outcome> work, Function<Task<S>, P> input) {}

    /**
     * The position of the grid among those of all learners.
     *
     * @param before trainings of the grids before this one
     * @param all trainings of all grids
     */
    public record Share(long before, long all) {}

    private final String name;
    private final Path file;
    private final int learnersPerSet;
    private final RandomStreams streams;
    private final StageWatch watch;

    /**
     * @param name of the learner
     * @param file holds the results so far; one file for each learner
     * @param watch of the stage that measures
     */
    public EvaluationGrid(String name, Path file, int learnersPerSet, RandomStreams streams, StageWatch watch) {
        this.name = name;
        this.file = file;
        this.learnersPerSet = learnersPerSet;
        this.streams = streams;
        this.watch = watch;
    }

    /**
     * Learner {@code j} on set {@code i} has the same streams (head, batches, dropout) for every method and dpc, so
     * that methods are compared on equal learners. The file has the order of {@code sets}, the events that in which the
     * pieces are done.
     *
     * @param sets as {@code measurement} takes them
     * @param share for the events of progress
     * @return per cell the metrics of its learners, in the order of {@code sets}
     */
    public <S, P extends Serializable> Map<Cell, List<Measured>> run(
            Map<Cell, S> sets, Measurement<S, P> measurement, Share share) {
        Map<Key, Line> known = read();
        List<Task<S>> all = tasks(sets);
        Map<String, Key> missing = new HashMap<>();
        List<Piece<P>> pieces = new ArrayList<>();
        for (Task<S> task : all) {
            if (!known.containsKey(Key.of(task))) {
                missing.put(task.name(), Key.of(task));
                pieces.add(new Piece<>(task.name(), measurement.input().apply(task)));
            }
        }
        done(pieces, measurement, (piece, outcome) -> {
            Line line = Line.of(missing.remove(piece.name()), outcome);
            append(line);
            known.put(line.key(), line);
            event(line).ifPresent(watch.events()::accept);
            watch.events()
                    .accept(new RunEvent.Progress(
                            RunEvent.now(),
                            watch.stage().label(),
                            share.before() + all.size() - missing.size(),
                            share.all(),
                            Map.of("score", line.score())));
        });
        writeInOrder(all, known);
        Map<Cell, List<Measured>> measured = new LinkedHashMap<>();
        for (Task<S> task : all) {
            measured.computeIfAbsent(task.cell(), cell -> new ArrayList<>())
                    .add(known.get(Key.of(task)).measured());
        }
        return measured;
    }

    /**
     * Those of one measurement.
     *
     * @param streams of the grid
     */
    static RandomStreams streams(RandomStreams streams, Cell cell, int learner) {
        return streams.child("evaluation", cell.set(), learner);
    }

    private <S> List<Task<S>> tasks(Map<Cell, S> sets) {
        List<Task<S>> tasks = new ArrayList<>();
        sets.forEach((cell, set) -> {
            for (int learner = 0; learner < learnersPerSet; learner++) {
                tasks.add(new Task<>(cell, set, learner, streams(streams, cell, learner)));
            }
        });
        return tasks;
    }

    /** Logs the result of a set in the evaluation; results of full data, and those of other stages, are not logged. */
    private Optional<RunEvent> event(Line line) {
        boolean logged = watch.stage() == Stage.EVALUATION && !line.method().equals(Results.FULL_DATA);
        return logged ? Optional.of(evaluated(line)) : Optional.empty();
    }

    private RunEvent evaluated(Line line) {
        return name.equals(Results.LEARNER)
                ? new RunEvent.LearnerEvaluated(
                        RunEvent.now(),
                        line.method(),
                        line.dpc(),
                        line.set(),
                        line.learner(),
                        line.score(),
                        line.loss())
                : new RunEvent.OtherLearnerEvaluated(
                        RunEvent.now(),
                        name,
                        line.method(),
                        line.dpc(),
                        line.set(),
                        line.learner(),
                        line.score(),
                        line.loss());
    }

    private <S, P extends Serializable> void done(
            List<Piece<P>> pieces, Measurement<S, P> measurement, BiConsumer<Piece<P>, FineTuning.Outcome> commit) {
        try {
            measurement.runner().run(measurement.work(), pieces, watch, commit);
        } catch (NotFiniteException e) {
            String sentence =
                    name + ", on " + e.getMessage() + "; a run takes other settings of evaluation with --redo";
            throw new NotFiniteException(sentence, e);
        }
    }

    /** Sorts the file: pieces from executors are appended in the order in which they end. */
    private <S> void writeInOrder(List<Task<S>> all, Map<Key, Line> known) {
        Map<Key, Line> ordered = new LinkedHashMap<>();
        all.stream().map(Key::of).forEach(key -> ordered.put(key, known.get(key)));
        known.forEach(ordered::putIfAbsent); // of sets that are no longer in the run
        String inOrder =
                ordered.values().stream().map(line -> Json.line(line) + "\n").collect(Collectors.joining());
        if (!ordered.isEmpty() && !inOrder.equals(text())) {
            AtomicFiles.writeString(file, inOrder);
        }
    }

    /**
     * Reads the existing lines. Cuts off a last line that a crash left incomplete. Warns of damaged lines and removes
     * them, so that they are measured again.
     */
    private Map<Key, Line> read() {
        Map<Key, Line> lines = new LinkedHashMap<>();
        if (!Files.exists(file)) {
            return lines;
        }
        String text = text();
        String whole = text.substring(0, text.lastIndexOf('\n') + 1);
        StringBuilder sound = new StringBuilder();
        int number = 0;
        for (String json : whole.lines().toList()) {
            number++;
            Optional<Line> line = Line.parse(json);
            if (line.isPresent()) {
                lines.put(line.get().key(), line.get());
                sound.append(json).append('\n');
            } else {
                watch.events()
                        .accept(new RunEvent.Warning(
                                RunEvent.now(),
                                watch.stage().label(),
                                file + ":" + number + ": the score is damaged; it is measured again"));
            }
        }
        if (sound.length() < text.length()) {
            AtomicFiles.writeString(file, sound.toString());
        }
        return lines;
    }

    private String text() {
        try {
            return new String(
                    Files.readAllBytes(file), StandardCharsets.UTF_8); // read() warns of lines with damaged bytes
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": cannot be read (" + IoReason.of(e) + ")", e);
        }
    }

    private void append(Line line) {
        try {
            Files.write(
                    file,
                    (Json.line(line) + "\n").getBytes(StandardCharsets.UTF_8),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND,
                    StandardOpenOption.SYNC);
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": cannot be written (" + IoReason.of(e) + ")", e);
        }
    }
}
