package io.github.dilm4j.experiment;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.github.dilm4j.base.AtomicFiles;
import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.Json;
import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.evaluate.FineTuning;
import io.github.dilm4j.run.EventSink;
import io.github.dilm4j.run.Results;
import io.github.dilm4j.run.RunEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Every distilled set of every method on several fresh learners. Each learner's figures are appended to a file as soon
 * as they are known, so that a run that was stopped goes on with the next learner.
 */
final class EvaluationGrid {
    /** One distilled set; {@code set} counts from 0. */
    record Cell(String method, int dpc, int set) {}

    /** One line of the file. */
    private record Line(String method, int dpc, int set, int learner, double score, double loss) {
        Key key() {
            return new Key(method, dpc, set, learner);
        }
    }

    private record Key(String method, int dpc, int set, int learner) {}

    /** Measures a set once. */
    interface Measurement<S> {
        /** @param streams of this learner, or order of demonstrations */
        FineTuning.Outcome of(Cell cell, S set, RandomStreams streams);
    }

    /**
     * Where the grid stands among those of all learners.
     *
     * @param before trainings of the grids before this one
     * @param all trainings of all grids
     */
    record Share(long before, long all) {}

    private final String name;
    private final Path file;
    private final int learnersPerSet;
    private final RandomStreams streams;
    private final EventSink events;
    private final StopRequest stop;

    /**
     * @param name of the learner
     * @param file what is known already; one for each learner
     */
    EvaluationGrid(
            String name, Path file, int learnersPerSet, RandomStreams streams, EventSink events, StopRequest stop) {
        this.name = name;
        this.file = file;
        this.learnersPerSet = learnersPerSet;
        this.streams = streams;
        this.events = events;
        this.stop = stop;
    }

    /**
     * Learner {@code j} on set {@code i} has the same streams (head, batches, dropout) for every method and dpc, so that
     * methods are compared on equal learners.
     *
     * @param sets as {@code measurement} takes them
     * @param share for the events of progress
     * @return per cell the figures of its learners, in the order of {@code sets}
     */
    <S> Map<Cell, List<Results.Run>> run(Map<Cell, S> sets, Measurement<S> measurement, Share share) {
        Map<Key, Line> done = read();
        Map<Cell, List<Results.Run>> runs = new LinkedHashMap<>();
        long finished = share.before();
        for (Map.Entry<Cell, S> entry : sets.entrySet()) {
            Cell cell = entry.getKey();
            List<Results.Run> ofCell = new ArrayList<>();
            for (int learner = 0; learner < learnersPerSet; learner++) {
                Line line = done.get(new Key(cell.method(), cell.dpc(), cell.set(), learner));
                if (line == null) {
                    stop.check();
                    FineTuning.Outcome outcome =
                            measurement.of(cell, entry.getValue(), streams.child("evaluation", cell.set(), learner));
                    line = new Line(cell.method(), cell.dpc(), cell.set(), learner, outcome.score(), outcome.loss());
                    append(line);
                    events.accept(event(line));
                }
                ofCell.add(new Results.Run(cell.set(), learner, line.score(), line.loss()));
                finished++;
                events.accept(new RunEvent.Progress(
                        RunEvent.now(), Experiment.EVALUATION, finished, share.all(), Map.of("score", line.score())));
            }
            runs.put(cell, ofCell);
        }
        return runs;
    }

    private RunEvent event(Line line) {
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

    /** Reads what is there; a last line that was torn by a crash is cut off. */
    private Map<Key, Line> read() {
        Map<Key, Line> lines = new LinkedHashMap<>();
        if (!Files.exists(file)) {
            return lines;
        }
        try {
            String text = Files.readString(file);
            int whole = text.lastIndexOf('\n') + 1;
            if (whole < text.length()) {
                AtomicFiles.writeString(file, text.substring(0, whole));
            }
            for (String json : text.substring(0, whole).lines().toList()) {
                Line line = Json.STRICT.readValue(json, Line.class);
                lines.put(line.key(), line);
            }
            return lines;
        } catch (JsonProcessingException e) {
            throw new InputException(file + ": is damaged; delete it to evaluate again", e);
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": cannot be read (" + e.getMessage() + ")", e);
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
            throw new UncheckedIOException(file + ": cannot be written (" + e.getMessage() + ")", e);
        }
    }
}
