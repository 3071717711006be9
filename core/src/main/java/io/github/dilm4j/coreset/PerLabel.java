package io.github.dilm4j.coreset;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.data.Example;
import java.util.ArrayList;
import java.util.List;

/** Applies a selector to every label on its own. */
public final class PerLabel {
    private PerLabel() {}

    /**
     * Selects {@code dpc} examples of each label, label by label. The seed of label c is the stream {@code select[c]},
     * so that adding a label does not change the choice for the others.
     *
     * @param labels the label names in index order, for the error messages
     * @param dpc distilled examples per class
     * @throws InputException if a label has fewer than dpc different texts; names every such label
     */
    public static List<Example> select(
            List<Example> pool, List<String> labels, int dpc, CoresetSelector selector, RandomStreams streams) {
        List<List<Example>> pools = split(pool, labels.size());
        requireDifferent(dpc, labels, pools);
        List<Example> selected = new ArrayList<>();
        for (int label = 0; label < labels.size(); label++) {
            for (int index : selector.select(pools.get(label), dpc, streams.seed("select", label))) {
                selected.add(pools.get(label).get(index));
            }
        }
        return selected;
    }

    /** Like {@link #requireDifferent(int, List, int[], int[])}, of the examples [labels][of the label]. */
    static void requireDifferent(int dpc, List<String> labels, List<List<Example>> pools) {
        requireDifferent(
                dpc,
                labels,
                pools.stream().mapToInt(Example::distinctTexts).toArray(),
                pools.stream().mapToInt(List::size).toArray());
    }

    /**
     * Requires that every label has as many different texts as are to be selected.
     *
     * @param different [labels], texts of each label
     * @param all [labels], examples of each label
     * @throws InputException that names every label that has too few
     */
    public static void requireDifferent(int dpc, List<String> labels, int[] different, int[] all) {
        List<String> problems = new ArrayList<>();
        for (int label = 0; label < labels.size(); label++) {
            if (different[label] < dpc) {
                problems.add("'" + labels.get(label) + "' has " + different[label] + " among " + all[label]);
            }
        }
        if (!problems.isEmpty()) {
            throw new InputException(dpc + " different texts per label were to be selected, but label "
                    + String.join(", and label ", problems) + "; select fewer, or give more texts");
        }
    }

    /**
     * The examples of each label, in their order in the pool.
     *
     * @throws IllegalArgumentException if an example's label is not one of the {@code labels}
     */
    public static List<List<Example>> split(List<Example> pool, int labels) {
        List<List<Example>> pools = new ArrayList<>();
        for (int label = 0; label < labels; label++) {
            pools.add(new ArrayList<>());
        }
        for (Example example : pool) {
            if (example.label() >= labels) {
                throw new IllegalArgumentException(
                        "an example has the label " + example.label() + ", but there are only " + labels + " labels");
            }
            pools.get(example.label()).add(example);
        }
        return pools;
    }
}
