package io.github.dilm4j.experiment.stage;

import java.util.Map;

/** Counts and reports the finished steps of a stage. */
final class StageSteps {
    private final StageObserver observer;
    private final long total;
    private long done;

    StageSteps(StageObserver observer, long total) {
        this.observer = observer;
        this.total = total;
    }

    void done(int more) {
        done += more;
        observer.step(done, total, Map.of());
    }
}
