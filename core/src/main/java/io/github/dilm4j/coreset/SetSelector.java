package io.github.dilm4j.coreset;

import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.data.Example;
import java.util.List;
import java.util.function.Supplier;

/** Chooses a training set as a whole, with the same number of examples of every label. */
@FunctionalInterface
public interface SetSelector {
    /**
     * Selects {@code dpc} examples of each label, label by label. The same pool and streams give the same set.
     *
     * @param labels the label names in index order, for the error messages
     * @param dpc distilled examples per class
     * @throws io.github.dilm4j.base.InputException if a label has fewer than dpc different texts; names every such
     *     label
     */
    List<Example> select(List<Example> pool, List<String> labels, int dpc, RandomStreams streams);

    /**
     * Does the part of {@link #select} that needs a model or the engine. The rest may run beside that of other sets, on
     * any thread.
     *
     * @return the rest, which returns the same set as {@code select}
     */
    default Supplier<List<Example>> begin(List<Example> pool, List<String> labels, int dpc, RandomStreams streams) {
        List<Example> selected = select(pool, labels, dpc, streams);
        return () -> selected;
    }

    /** Applies a selector to every label on its own. */
    static SetSelector perLabel(CoresetSelector selector) {
        return (pool, labels, dpc, streams) -> PerLabel.select(pool, labels, dpc, selector, streams);
    }
}
