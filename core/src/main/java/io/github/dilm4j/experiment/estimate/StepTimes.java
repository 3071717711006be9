package io.github.dilm4j.experiment.estimate;

import io.github.dilm4j.run.EventSink;
import io.github.dilm4j.run.RunEvent;
import io.github.dilm4j.run.Stage;
import java.util.ArrayList;
import java.util.List;

/** Measures the steps of a stage's training loops. When step numbers start again, a new loop has begun. */
final class StepTimes implements EventSink {
    private final String stage;
    private final List<Loop> loops = new ArrayList<>();
    private long last = Long.MAX_VALUE;

    StepTimes(Stage stage) {
        this.stage = stage.label();
    }

    /** The moments at which steps ended. */
    private record Loop(List<Long> ends) {
        /** Times the second half only: the first half includes loading libraries, allocating memory and compiling. */
        double secondsPerStep() {
            int last = ends.size() - 1;
            int first = last / 2;
            return last == first ? 0 : (ends.get(last) - ends.get(first)) / 1e9 / (last - first);
        }
    }

    @Override
    public void accept(RunEvent event) {
        if (event instanceof RunEvent.Progress progress && progress.stage().equals(stage)) {
            if (progress.step() <= last) {
                loops.add(new Loop(new ArrayList<>()));
            }
            last = progress.step();
            loops.get(loops.size() - 1).ends().add(System.nanoTime());
        }
    }

    /**
     * The seconds that loops of these lengths still need.
     *
     * @param steps of the loops, in their order
     */
    double secondsToGo(List<Integer> steps) {
        double seconds = 0;
        for (int i = 0; i < loops.size(); i++) {
            seconds +=
                    (steps.get(i) - loops.get(i).ends().size()) * loops.get(i).secondsPerStep();
        }
        return seconds;
    }
}
