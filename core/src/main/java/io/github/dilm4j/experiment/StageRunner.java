package io.github.dilm4j.experiment;

import io.github.dilm4j.base.Abridged;
import io.github.dilm4j.base.AtomicFiles;
import io.github.dilm4j.base.Folders;
import io.github.dilm4j.base.Json;
import io.github.dilm4j.base.NotFiniteException;
import io.github.dilm4j.experiment.stage.Retries;
import io.github.dilm4j.experiment.stage.StageCheckpoints;
import io.github.dilm4j.run.EventSink;
import io.github.dilm4j.run.Manifest;
import io.github.dilm4j.run.PeakMemory;
import io.github.dilm4j.run.RunEvent;
import io.github.dilm4j.run.RunFolder;
import io.github.dilm4j.run.Stage;
import io.github.dilm4j.run.StageSeal;
import io.github.dilm4j.run.StopRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Runs each stage once: a finished stage leaves a marker in the run folder and is skipped from then on. */
final class StageRunner {
    /** The marker of a finished stage. */
    private record Finished(String stage, double seconds, long peakMemoryBytes) {}

    private static final int MOST_NAMED = 5;

    private final RunFolder folder;
    private final EventSink events;
    private final Retries retries;
    private final StopRequest stop;
    private Manifest manifest;
    private Optional<Stage> current = Optional.empty();

    StageRunner(RunFolder folder, Manifest manifest, EventSink events, Retries retries, StopRequest stop) {
        this.folder = folder;
        this.manifest = manifest;
        this.events = events;
        this.retries = retries;
        this.stop = stop;
    }

    /** The stage that is running, or the last one that ran; empty before the first. */
    String current() {
        return current.map(Stage::label).orElse("");
    }

    /**
     * Runs the stage unless it is finished.
     *
     * @param totalSteps 0 where it is not known
     * @param leftovers checkpoints and other folders of a training, which are deleted after the stage is marked as
     *     finished, not earlier
     */
    void run(Stage stage, long totalSteps, Runnable work, Path... leftovers) {
        current = Optional.of(stage);
        Path marker = folder.marker(stage);
        setDamagedAside(stage);
        if (Files.exists(marker)) {
            Finished finished = Json.read(
                    marker, Finished.class, "put it back, or delete it to do the stage '" + stage.label() + "' again");
            record(finished, true);
            delete(leftovers);
            events.accept(new RunEvent.StageSkipped(RunEvent.now(), stage.label(), "finished in an earlier run"));
            return;
        }
        stop.check();
        events.accept(new RunEvent.StageStarted(RunEvent.now(), stage.label(), totalSteps));
        PeakMemory memory = new PeakMemory();
        memory.reset();
        double before = secondsSoFar(stage);
        long begin = System.nanoTime();
        try {
            toTheEnd(stage, work, leftovers);
        } catch (NotFiniteException e) {
            recordUnfinished(new Finished(stage.label(), before + secondsSince(begin), memory.bytes()), e);
            throw new NotFiniteException(e.getMessage() + (leftovers.length == 0 ? "" : lastGood(leftovers)), e);
        } catch (RuntimeException | Error e) {
            recordUnfinished(new Finished(stage.label(), before + secondsSince(begin), memory.bytes()), e);
            throw e;
        }
        Finished finished = new Finished(stage.label(), before + secondsSince(begin), memory.bytes());
        AtomicFiles.writeString(marker, Json.pretty(finished));
        record(finished, true);
        delete(leftovers);
        events.accept(new RunEvent.StageFinished(
                RunEvent.now(), stage.label(), finished.seconds(), finished.peakMemoryBytes()));
    }

    /**
     * Checks the files that a stage has made so far. Files that differ from their checksums are moved aside, and the
     * stage is no longer finished, so that it recreates them.
     */
    private void setDamagedAside(Stage stage) {
        StageSeal seal = new StageSeal(folder, stage);
        List<Path> damaged = new ArrayList<>(seal.damaged());
        String what = " differs from its checksum";
        if (damaged.isEmpty() && Files.exists(folder.marker(stage)) && isStillRead(stage)) {
            damaged.addAll(seal.missing());
            what = " is missing";
        }
        if (damaged.isEmpty()) {
            return;
        }
        AsideFolder aside = new AsideFolder(folder);
        aside.move(folder.marker(stage)); // first: a process that is killed meanwhile leaves an unfinished stage
        damaged.stream().map(folder::output).distinct().forEach(aside::move);
        events.accept(new RunEvent.Warning(
                RunEvent.now(),
                stage.label(),
                Abridged.list(damaged.stream().map(Path::toString).toList(), MOST_NAMED) + what
                        + "; what was there is moved to " + aside.name()
                        + ", and this part of the stage is done again"));
    }

    /** Whether a later stage, or the run's end, needs the files of a finished stage. */
    private boolean isStillRead(Stage stage) {
        return stage == Stage.EVALUATION || !Files.exists(folder.marker(Stage.EVALUATION));
    }

    /** Skips a stage whose result no method of the config needs. */
    void leaveOut(Stage stage) {
        events.accept(new RunEvent.StageSkipped(
                RunEvent.now(), stage.label(), "none of evaluation.methods needs what it makes"));
    }

    /** Does the work. A training that diverges is repeated from its last checkpoint while retries are left. */
    private void toTheEnd(Stage stage, Runnable work, Path... leftovers) {
        for (; ; ) {
            try {
                work.run();
                return;
            } catch (NotFiniteException e) {
                if (leftovers.length == 0 || !retries.left(stage)) {
                    throw e;
                }
                newest(leftovers)
                        .filter(checkpoint -> retries.beganFrom(stage, checkpoint))
                        .ifPresent(Folders::delete);
                Optional<Path> from = newest(leftovers);
                int retry = retries.begin(stage, from);
                events.accept(new RunEvent.Warning(
                        RunEvent.now(),
                        stage.label(),
                        e.getMessage() + "; retry " + retry + " "
                                + from.map(checkpoint -> "goes on from the checkpoint " + checkpoint)
                                        .orElse("starts again")
                                + String.format(
                                        Locale.ROOT, " with learning rates times %.3g", retries.rateFactor(stage))));
            }
        }
    }

    private static void delete(Path... folders) {
        for (Path folder : folders) {
            Folders.delete(folder);
        }
    }

    private static Optional<Path> newest(Path... folders) {
        return Arrays.stream(folders)
                .flatMap(folder -> StageCheckpoints.newestUnder(folder).stream())
                .findFirst();
    }

    /** A clause that names the newest checkpoint, which is good: weights that are not finite are never saved. */
    private static String lastGood(Path... folders) {
        return newest(folders)
                .map(checkpoint -> "; the last good checkpoint is " + checkpoint)
                .orElse("; there is no checkpoint yet");
    }

    private static double secondsSince(long nanos) {
        return (System.nanoTime() - nanos) / 1e9;
    }

    private void recordUnfinished(Finished soFar, Throwable why) {
        try {
            record(soFar, false);
        } catch (RuntimeException e) { // on a full disk, for example; the first failure is reported
            why.addSuppressed(e);
        }
    }

    private double secondsSoFar(Stage stage) {
        return manifest.stages().stream()
                .filter(recorded -> recorded.name().equals(stage.label()))
                .mapToDouble(Manifest.StageRecord::seconds)
                .sum();
    }

    private void record(Finished finished, boolean done) {
        manifest = manifest.with(
                new Manifest.StageRecord(finished.stage(), finished.seconds(), finished.peakMemoryBytes(), done));
        manifest.write(folder.manifest());
    }
}
