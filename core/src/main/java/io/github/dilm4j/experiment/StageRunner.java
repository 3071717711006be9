package io.github.dilm4j.experiment;

import io.github.dilm4j.base.AtomicFiles;
import io.github.dilm4j.base.Json;
import io.github.dilm4j.run.EventSink;
import io.github.dilm4j.run.Manifest;
import io.github.dilm4j.run.PeakMemory;
import io.github.dilm4j.run.RunEvent;
import io.github.dilm4j.run.RunFolder;
import java.nio.file.Files;
import java.nio.file.Path;

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

    /** Runs the stage unless it is finished; {@code totalSteps} is 0 where it is not known. */
    void run(String stage, long totalSteps, Runnable work) {
        current = stage;
        Path marker = marker(stage);
        if (Files.exists(marker)) {
            Finished finished = Json.read(marker, Finished.class);
            record(finished, true);
            events.accept(new RunEvent.StageSkipped(RunEvent.now(), stage, "finished in an earlier run"));
            return;
        }
        stop.check();
        events.accept(new RunEvent.StageStarted(RunEvent.now(), stage, totalSteps));
        PeakMemory memory = new PeakMemory();
        memory.reset();
        double before = secondsSoFar(stage);
        long begin = System.nanoTime();
        boolean done = false;
        try {
            work.run();
            done = true;
        } finally {
            double seconds = before + (System.nanoTime() - begin) / 1e9;
            Finished finished = new Finished(stage, seconds, memory.bytes());
            if (done) {
                AtomicFiles.writeString(marker, Json.pretty(finished));
            }
            record(finished, done);
            if (done) {
                events.accept(new RunEvent.StageFinished(RunEvent.now(), stage, seconds, finished.peakMemoryBytes()));
            }
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
