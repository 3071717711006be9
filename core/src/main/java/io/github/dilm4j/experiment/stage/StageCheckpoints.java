package io.github.dilm4j.experiment.stage;

import io.github.dilm4j.base.AtomicFiles;
import io.github.dilm4j.base.Folders;
import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.IoReason;
import io.github.dilm4j.base.SealedFolder;
import io.github.dilm4j.run.EventSink;
import io.github.dilm4j.run.RunEvent;
import io.github.dilm4j.run.Stage;
import io.github.dilm4j.training.Checkpointing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The checkpoints of one stage: a folder per checkpoint, written beside and renamed, with a checksum of every file. The
 * last two are kept, so that a damaged one costs little.
 */
public final class StageCheckpoints implements Checkpointing {
    private static final String PREFIX = "step-";
    private static final String PART = ".part";
    private static final int KEPT = 2;
    private static final double NANOS = 1e9; // in a second
    private static final double LARGEST_SHARE = 0.03; // of a stage's time, where checkpoints are due by time

    /**
     * When a checkpoint is due.
     *
     * @param everySeconds 0 for never by time; later where writing one takes long
     * @param everySteps 0 for never by steps
     */
    record Interval(long everySeconds, long everySteps) {}

    private final Stage stage;
    private final Path folder;
    private final Interval interval;
    private final EventSink events;
    private final LongSupplier nanoTime;
    private long lastSteps;
    private long lastNanos; // when the last one was written
    private long costNanos; // the time it took

    StageCheckpoints(Stage stage, Path folder, Interval interval, EventSink events) {
        this(stage, folder, interval, events, System::nanoTime);
    }

    StageCheckpoints(Stage stage, Path folder, Interval interval, EventSink events, LongSupplier nanoTime) {
        this.stage = stage;
        this.folder = folder;
        this.interval = interval;
        this.events = events;
        this.nanoTime = nanoTime;
        this.lastNanos = nanoTime.getAsLong();
    }

    @Override
    public long resume(State state) {
        List<Path> checkpoints = newestFirst();
        for (int i = 0; i < checkpoints.size(); i++) {
            Path checkpoint = checkpoints.get(i);
            try {
                SealedFolder.verify(checkpoint);
            } catch (InputException | UncheckedIOException damaged) {
                String instead = i + 1 < checkpoints.size()
                        ? "the one before, " + checkpoints.get(i + 1).getFileName() + ", is used"
                        : "there is no other checkpoint, so the stage starts again";
                events.accept(new RunEvent.Warning(
                        RunEvent.now(),
                        stage.label(),
                        "the checkpoint " + folder.getFileName() + "/" + checkpoint.getFileName() + " is damaged ("
                                + damaged.getMessage() + "); " + instead));
                setAside(checkpoint);
                continue;
            }
            state.load(checkpoint);
            lastSteps = steps(checkpoint);
            return lastSteps;
        }
        return 0;
    }

    @Override
    public void reached(long stepsDone, State state) {
        if (dueBySteps(stepsDone) || dueByTime()) {
            save(stepsDone, state);
        }
    }

    /** Writes a checkpoint, whether one is due or not. */
    void save(long stepsDone, State state) {
        long begin = nanoTime.getAsLong();
        write(stepsDone, state);
        lastSteps = stepsDone;
        lastNanos = nanoTime.getAsLong();
        costNanos = lastNanos - begin;
        events.accept(new RunEvent.CheckpointWritten(RunEvent.now(), stage.label(), stepsDone, costNanos / NANOS));
    }

    /** Due at multiples of the steps, whatever checkpoint a stop has left between them. */
    private boolean dueBySteps(long stepsDone) {
        return interval.everySteps() > 0 && stepsDone / interval.everySteps() > lastSteps / interval.everySteps();
    }

    private boolean dueByTime() {
        double wanted = Math.max(interval.everySeconds() * NANOS, costNanos * (1 - LARGEST_SHARE) / LARGEST_SHARE);
        return interval.everySeconds() > 0 && nanoTime.getAsLong() - lastNanos >= wanted;
    }

    private void write(long stepsDone, State state) {
        Path target = folder.resolve(PREFIX + String.format(Locale.ROOT, "%012d", stepsDone));
        Path beside = folder.resolve(target.getFileName() + PART);
        try {
            entries(name -> name.endsWith(PART)).forEach(Folders::delete); // of a process that was killed
            Files.createDirectories(beside);
            state.save(beside);
            SealedFolder.seal(beside);
            Folders.delete(target);
            AtomicFiles.moveFolder(beside, target);
        } catch (IOException e) {
            discard(beside, e);
            throw new UncheckedIOException(target + ": the checkpoint cannot be written (" + IoReason.of(e) + ")", e);
        } catch (UncheckedIOException e) {
            discard(beside, e);
            throw e;
        }
        newestFirst().stream().skip(KEPT).forEach(Folders::delete);
    }

    /** Deletes a checkpoint that did not fit on the disk. */
    private static void discard(Path beside, Exception why) {
        try {
            Folders.delete(beside);
        } catch (RuntimeException e) {
            why.addSuppressed(e);
        }
    }

    /** A damaged checkpoint stays until the stage is finished, but does not count as one. */
    private static void setAside(Path checkpoint) {
        Path aside = checkpoint.resolveSibling(checkpoint.getFileName() + ".damaged");
        try {
            Folders.delete(aside);
            Files.move(checkpoint, aside);
        } catch (IOException e) {
            throw new UncheckedIOException(checkpoint + ": cannot be renamed (" + IoReason.of(e) + ")", e);
        }
    }

    /** Deletes the checkpoints of a loop whose result is saved. */
    void forget() {
        Folders.delete(folder);
    }

    /** The newest checkpoint of a stage's loops, if there is one; finished loops have deleted theirs. */
    public static Optional<Path> newestUnder(Path stageFolder) {
        if (!Files.isDirectory(stageFolder)) {
            return Optional.empty();
        }
        try (Stream<Path> entries = Files.walk(stageFolder, 2)) {
            return entries.filter(path -> path.getFileName().toString().matches(PREFIX + "\\d+"))
                    .max(Comparator.comparingLong(StageCheckpoints::steps));
        } catch (IOException e) {
            throw new UncheckedIOException(stageFolder + ": cannot be listed (" + IoReason.of(e) + ")", e);
        }
    }

    private List<Path> newestFirst() {
        return entries(name -> name.matches(PREFIX + "\\d+")).stream()
                .sorted(Comparator.comparingLong(StageCheckpoints::steps).reversed())
                .toList();
    }

    private List<Path> entries(Predicate<String> named) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(path -> named.test(path.getFileName().toString()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(folder + ": cannot be listed (" + IoReason.of(e) + ")", e);
        }
    }

    private static long steps(Path checkpoint) {
        return Long.parseLong(checkpoint.getFileName().toString().substring(PREFIX.length()));
    }
}
