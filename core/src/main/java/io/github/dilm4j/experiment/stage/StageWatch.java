package io.github.dilm4j.experiment.stage;

import io.github.dilm4j.piece.Cost;
import io.github.dilm4j.piece.Watch;
import io.github.dilm4j.run.EventSink;
import io.github.dilm4j.run.RunEvent;
import io.github.dilm4j.run.Stage;
import io.github.dilm4j.run.StopRequest;

/** Stops the pieces of a stage on request, and reports the executors' work as events. */
public record StageWatch(Stage stage, EventSink events, StopRequest stop) implements Watch {
    @Override
    public void check() {
        stop.check();
    }

    @Override
    public void done(int pieces, Cost cost) {
        events.accept(new RunEvent.PiecesDone(
                RunEvent.now(), stage.label(), cost.executor(), pieces, cost.seconds(), cost.peakMemoryBytes()));
    }

    @Override
    public void warning(String sentence) {
        events.accept(new RunEvent.Warning(RunEvent.now(), stage.label(), sentence));
    }
}
