package io.github.dilm4j.experiment;

import io.github.dilm4j.base.AtomicFiles;
import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.Json;
import io.github.dilm4j.base.NotFiniteException;
import io.github.dilm4j.run.EventSink;
import io.github.dilm4j.run.Manifest;
import io.github.dilm4j.run.PeakMemory;
import io.github.dilm4j.run.RunEvent;
import io.github.dilm4j.run.RunFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Runs stages once: a stage that finished left a marker in the run folder and is skipped from then on. */
final class StageRunner {
    /** The marker of a finished stage. */
    private record Finished(String stage, double seconds, long peakMemoryBytes) {}

    private final RunFolder folder;
    private final EventSink events;
    private final StopRequest stop;
    private Manifest manifest;
    private String current = "";

    StageRunner(RunFolder folder, Manifest manifest, EventSink events, StopRequest stop) {
        this.folder = folder;
        this.manifest = manifest;
        this.events = events;
        this.stop = stop;
    }

    /** The stage that is running, or the last one that ran; empty before the first. */
    String current() {
        return current;
    }

    /**
     * Runs the stage unless it is finished.
     *
     * @param totalSteps 0 where it is not known
     * @param leftovers folders of no use any more once the stage is marked as finished: they are deleted, but not earlier
     */
    void run(String stage, long totalSteps, Runnable work, Path... leftovers) {
        current = stage;
        Path marker = marker(stage);
        if (Files.exists(marker)) {
            Finished finished = Json.read(marker, Finished.class);
            record(finished, true);
            delete(leftovers);
            events.accept(new RunEvent.StageSkipped(RunEvent.now(), stage, "finished in an earlier run"));
            return;
        }
        stop.check();
        events.accept(new RunEvent.StageStarted(RunEvent.now(), stage, totalSteps));
        PeakMemory memory = new PeakMemory();
        memory.reset();
        double before = secondsSoFar(stage);
        long begin = System.nanoTime();
        try {
            work.run();
        } catch (NotFiniteException e) {
            recordUnfinished(new Finished(stage, before + secondsSince(begin), memory.bytes()), e);
            throw new InputException(e.getMessage() + lastGood(leftovers), e);
        } catch (RuntimeException | Error e) {
            recordUnfinished(new Finished(stage, before + secondsSince(begin), memory.bytes()), e);
            throw e;
        }
        Finished finished = new Finished(stage, before + secondsSince(begin), memory.bytes());
        AtomicFiles.writeString(marker, Json.pretty(finished));
        record(finished, true);
        delete(leftovers);
        events.accept(
                new RunEvent.StageFinished(RunEvent.now(), stage, finished.seconds(), finished.peakMemoryBytes()));
    }

    private static void delete(Path... folders) {
        for (Path folder : folders) {
            Folders.delete(folder);
        }
    }

    /** A clause: weights that are not finite are never saved, so the newest checkpoint is good. */
    private static String lastGood(Path... folders) {
        return Arrays.stream(folders)
                .flatMap(folder -> StageCheckpoints.newestUnder(folder).stream())
                .findFirst()
                .map(checkpoint -> "; the last good checkpoint is " + checkpoint)
                .orElse("; there is no checkpoint yet");
    }

    private static double secondsSince(long nanos) {
        return (System.nanoTime() - nanos) / 1e9;
    }

    private void recordUnfinished(Finished soFar, Throwable why) {
        try {
            record(soFar, false);
        } catch (RuntimeException e) { // on a full disk, for example; the first reason is the one to be told of
            why.addSuppressed(e);
        }
    }

    boolean finished(String stage) {
        return Files.exists(marker(stage));
    }

    private Path marker(String stage) {
        return folder.root().resolve("stages").resolve(stage + ".json");
    }

    private double secondsSoFar(String stage) {
        return manifest.stages().stream()
                .filter(recorded -> recorded.name().equals(stage))
                .mapToDouble(Manifest.Stage::seconds)
                .sum();
    }

    private void record(Finished finished, boolean done) {
        manifest = manifest.with(
                new Manifest.Stage(finished.stage(), finished.seconds(), finished.peakMemoryBytes(), done));
        manifest.write(folder.manifest());
    }
}
