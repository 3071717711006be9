package io.github.dilm4j.experiment;

import io.github.dilm4j.base.AtomicFiles;
import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.Json;
import io.github.dilm4j.distill.Checkpointing;
import io.github.dilm4j.run.EventSink;
import io.github.dilm4j.run.RunEvent;
import io.github.dilm4j.run.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The checkpoints of one stage: a folder per checkpoint, written beside and renamed, with a checksum of every file. The
 * last two are kept, so that a damaged one costs little.
 */
final class StageCheckpoints implements Checkpointing {
    private static final String PREFIX = "step-";
    private static final String CHECKSUMS = "checksums.json";
    private static final int KEPT = 2;

    /**
     * When a checkpoint is due.
     *
     * @param everySeconds 0 for never by time
     * @param everySteps 0 for never by steps
     */
    record Interval(long everySeconds, long everySteps) {}

    private record Checksums(Map<String, String> sha256) {}

    private final String stage;
    private final Path folder;
    private final Interval interval;
    private final StopRequest stop;
    private final EventSink events;
    private long lastSteps;
    private long lastNanos = System.nanoTime();

    StageCheckpoints(String stage, Path folder, Interval interval, StopRequest stop, EventSink events) {
        this.stage = stage;
        this.folder = folder;
        this.interval = interval;
        this.stop = stop;
        this.events = events;
    }

    @Override
    public long resume(State state) {
        for (Path checkpoint : newestFirst()) {
            try {
                verify(checkpoint);
            } catch (InputException damaged) {
                events.accept(new RunEvent.Warning(
                        RunEvent.now(),
                        stage,
                        "the checkpoint " + checkpoint.getFileName() + " is damaged (" + damaged.getMessage()
                                + "); the one before is used"));
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
        long seconds = (System.nanoTime() - lastNanos) / 1_000_000_000;
        boolean due = (interval.everySteps() > 0 && stepsDone - lastSteps >= interval.everySteps())
                || (interval.everySeconds() > 0 && seconds >= interval.everySeconds());
        if (due || stop.requested()) {
            write(stepsDone, state);
            lastSteps = stepsDone;
            lastNanos = System.nanoTime();
            events.accept(new RunEvent.CheckpointWritten(RunEvent.now(), stage, stepsDone));
        }
        stop.check();
    }

    /** The stage is done: its checkpoints are of no use any more. */
    void deleteAll() {
        newestFirst().forEach(Folders::delete);
        Folders.delete(folder);
    }

    private void write(long stepsDone, State state) {
        Path target = folder.resolve(PREFIX + String.format("%012d", stepsDone));
        Path beside = folder.resolve(target.getFileName() + ".part");
        try {
            Folders.delete(beside);
            Files.createDirectories(beside);
            state.save(beside);
            Map<String, String> sums = new TreeMap<>();
            for (Path file : Folders.files(beside)) {
                sums.put(file.getFileName().toString(), Sha256.of(file));
            }
            AtomicFiles.writeString(beside.resolve(CHECKSUMS), Json.pretty(new Checksums(sums)));
            Folders.delete(target);
            Files.move(beside, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(target + ": the checkpoint cannot be written (" + e.getMessage() + ")", e);
        }
        newestFirst().stream().skip(KEPT).forEach(Folders::delete);
    }

    private void verify(Path checkpoint) {
        Checksums checksums = Json.read(checkpoint.resolve(CHECKSUMS), Checksums.class);
        checksums.sha256().forEach((name, expected) -> {
            Path file = checkpoint.resolve(name);
            if (!Files.exists(file)) {
                throw InputException.at(file, "is missing");
            }
            if (!Sha256.of(file).equals(expected)) {
                throw InputException.at(file, "differs from its checksum");
            }
        });
    }

    private List<Path> newestFirst() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(path -> path.getFileName().toString().matches(PREFIX + "\\d+"))
                    .sorted(Comparator.comparingLong(StageCheckpoints::steps).reversed())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(folder + ": cannot be listed (" + e.getMessage() + ")", e);
        }
    }

    private static long steps(Path checkpoint) {
        return Long.parseLong(checkpoint.getFileName().toString().substring(PREFIX.length()));
    }
}
