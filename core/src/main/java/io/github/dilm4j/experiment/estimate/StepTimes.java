package io.github.dilm4j.experiment.estimate;

import io.github.dilm4j.run.EventSink;
import io.github.dilm4j.run.RunEvent;
import io.github.dilm4j.run.Stage;
import java.util.ArrayList;
import java.util.List;

/** Measures the steps of a stage's training loops. */
final class StepTimes implements EventSink {
    private final String stage;
    private final List<Long> ends = new ArrayList<>(); // the moments at which the steps of all loops ended

    StepTimes(Stage stage) {
        this.stage = stage.label();
    }

    @Override
    public void accept(RunEvent event) {
        if (event instanceof RunEvent.Progress progress && progress.stage().equals(stage)) {
            ends.add(System.nanoTime());
        }
    }

    /**
     * The seconds that loops of these lengths still need.
     *
     * @param timed steps of the loops that were measured, in their order
     * @param wanted steps of the same loops
     */
    double secondsToGo(List<Integer> timed, List<Integer> wanted) {
        double seconds = 0;
        int begun = 0;
        for (int i = 0; i < timed.size(); i++) {
            List<Long> ofLoop = ends.subList(begun, begun + timed.get(i));
            seconds += (wanted.get(i) - timed.get(i)) * secondsPerStep(ofLoop);
            begun += timed.get(i);
        }
        return seconds;
    }

    /** Times the second half only: the first half includes loading libraries, allocating memory and compiling. */
    private static double secondsPerStep(List<Long> ends) {
        int last = ends.size() - 1;
        int first = last / 2;
        return last == first ? 0 : (ends.get(last) - ends.get(first)) / 1e9 / (last - first);
    }
}
