package io.github.dilm4j.distill;

import io.github.dilm4j.data.Example;
import java.util.List;
import java.util.Map;

/** Receives the progress of a loop. */
public interface Observer {
    Observer NONE = new Observer() {};

    /** A step is done; {@code step} counts from 1, {@code values} are this step's metrics by name. */
    default void step(long step, long totalSteps, Map<String, Double> values) {}

    /** A learner took {@code step} steps on real data, with this mean loss since the last report. */
    default void learnerStep(int trajectory, long step, double loss) {}

    /**
     * Texts of one label were written and filtered. A loop that resumes from a checkpoint may report a round again.
     *
     * @param round which refresh of the pool, or which distilled set, from 0
     */
    default void textsWritten(long round, int label, TextCounts counts) {}

    /** The usable, different texts of one label, before any are selected for the distilled set of this number. */
    default void candidates(long set, int label, List<Example> texts) {}

    /** The generator's weights after {@code step} steps are kept, because of its cosine on the select split. */
    default void generatorKept(long step, double cosine) {}

    /**
     * The language model's weights after {@code step} steps are kept, because of its loss on the select split, nats per
     * token.
     */
    default void languageModelKept(long step, double nll) {}

    /** A warning for the user; the loop goes on. */
    default void warning(String sentence) {}

    /** Like {@link #warning(String)}, of the texts of one label. */
    default void warning(int label, String sentence) {
        warning("label " + label + ": " + sentence);
    }
}
