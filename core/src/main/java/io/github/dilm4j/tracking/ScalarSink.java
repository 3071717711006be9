package io.github.dilm4j.tracking;

import io.github.dilm4j.run.EventSink;
import io.github.dilm4j.run.RunEvent;
import io.github.dilm4j.run.RunEvent.LearnerEvaluated;
import io.github.dilm4j.run.RunEvent.LearnerProgress;
import io.github.dilm4j.run.RunEvent.OtherLearnerEvaluated;
import io.github.dilm4j.run.RunEvent.Progress;
import java.util.HashMap;
import java.util.Map;

/**
 * Takes the numbers out of a run's events: the metrics of every stage over its steps ({@code language-model/nll}), and the
 * scores of the sets in the order in which they are known ({@code evaluation/dilm-dpc5}).
 */
abstract class ScalarSink implements EventSink, AutoCloseable {
    /**
     * A number of a run.
     *
     * @param tag the stage and the metric
     * @param value may be not finite
     */
    record Scalar(long atMillis, String tag, long step, double value) {}

    private final Map<String, Long> scores = new HashMap<>(); // by tag, how many there were

    /** Takes a number; calls come one after the other. */
    abstract void take(Scalar scalar);

    @Override
    public abstract void close();

    @Override
    public final synchronized void accept(RunEvent event) {
        if (event instanceof Progress e) {
            e.values()
                    .forEach((name, value) -> take(new Scalar(e.atMillis(), e.stage() + "/" + name, e.step(), value)));
        } else if (event instanceof LearnerProgress e) {
            take(new Scalar(e.atMillis(), e.stage() + "/loss-" + e.trajectory(), e.step(), e.loss()));
        } else if (event instanceof LearnerEvaluated e) {
            score(e.atMillis(), "evaluation/" + e.method() + "-dpc" + e.dpc(), e.score());
        } else if (event instanceof OtherLearnerEvaluated e) {
            score(e.atMillis(), "evaluation of " + e.name() + "/" + e.method() + "-dpc" + e.dpc(), e.score());
        }
    }

    private void score(long atMillis, String tag, double score) {
        take(new Scalar(atMillis, tag, scores.merge(tag, 1L, Long::sum), score));
    }
}
