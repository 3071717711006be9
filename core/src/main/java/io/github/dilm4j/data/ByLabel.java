package io.github.dilm4j.data;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.RandomStreams;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Examples grouped by their label. */
public final class ByLabel {
    private ByLabel() {}

    /**
     * The examples of each label in their order.
     *
     * @return [labels]; a label without examples has an empty list
     * @throws IllegalArgumentException if an example has another label
     */
    public static List<List<Example>> group(List<Example> examples, int labels) {
        List<List<Example>> groups = new ArrayList<>();
        for (int label = 0; label < labels; label++) {
            groups.add(new ArrayList<>());
        }
        for (Example example : examples) {
            if (example.label() >= labels) {
                throw new IllegalArgumentException("label " + example.label() + " of " + labels);
            }
            groups.get(example.label()).add(example);
        }
        return groups.stream().map(List::copyOf).toList();
    }

    /**
     * At most {@code most} of the examples, drawn at random within each label. Every label keeps about its share of all.
     * Every label keeps at least one example if {@code most} is at least the number of labels.
     *
     * @param streams decide which examples
     * @return all examples in their order if {@code most} is at least their number, otherwise some in random order
     */
    public static List<Example> sample(List<Example> examples, int labels, int most, RandomStreams streams) {
        if (examples.size() <= most) {
            return examples;
        }
        record Drawn(Example example, double before) {} // the share of the label's examples that are drawn before it
        List<Drawn> drawn = new ArrayList<>();
        List<List<Example>> groups = group(examples, labels);
        for (int label = 0; label < labels; label++) {
            int size = groups.get(label).size();
            List<Example> order = RandomStreams.sample(groups.get(label), size, streams.stream("sample", label));
            for (int i = 0; i < size; i++) {
                drawn.add(new Drawn(order.get(i), (double) i / size));
            }
        }
        return drawn.stream()
                .sorted(Comparator.comparingDouble(Drawn::before))
                .limit(most)
                .map(Drawn::example)
                .toList();
    }

    /** The labels of the task that have no example. */
    public static List<String> missing(List<Example> examples, Task task) {
        List<List<Example>> groups = group(examples, task.labelCount());
        return IntStream.range(0, groups.size())
                .filter(label -> groups.get(label).isEmpty())
                .mapToObj(task.labels()::get)
                .toList();
    }

    /**
     * @param place what the examples are, to begin the message with: a file or a split
     * @param keys how the user names the labels
     * @throws InputException if a label of the task has no example
     */
    public static void requireEvery(List<Example> examples, Task task, Object place, TaskKeys keys) {
        List<String> missing = missing(examples, task);
        if (!missing.isEmpty()) {
            throw noExample(missing.get(0), place, keys);
        }
    }

    /**
     * Checks the examples that results are reported on. Accuracy does not need an example of every label; the F1 of a
     * label without one would be meaningless.
     *
     * @param place what the examples are, to begin the message with
     * @param keys how the user names the metric
     * @return the labels without an example
     * @throws InputException if there is one and the metric is another than accuracy
     */
    public static List<String> requireScorable(List<Example> examples, Task task, Object place, TaskKeys keys) {
        List<String> missing = missing(examples, task);
        if (!missing.isEmpty() && task.metric() != Metric.ACCURACY) {
            throw InputException.at(
                    place,
                    "label " + Shown.quoted(missing.get(0))
                            + " has no example, and an F1 needs some of every label; add some or score by accuracy ("
                            + keys.metric() + ")");
        }
        return missing;
    }

    /**
     * Checks that each label can give {@code dpc} different texts.
     *
     * @param dpc distilled examples per class
     * @param place what the examples are, to begin the message with: a file or a split
     * @param keys how the user names the labels
     * @throws InputException if a label of the task has no example, or fewer distinct ones than {@code dpc}
     */
    public static void requireDistinct(List<Example> examples, Task task, int dpc, Object place, TaskKeys keys) {
        List<List<Example>> groups = group(examples, task.labelCount());
        for (int label = 0; label < groups.size(); label++) {
            int distinct = Example.distinctTexts(groups.get(label));
            if (distinct == 0) {
                throw noExample(task.labels().get(label), place, keys);
            }
            if (distinct < dpc) {
                throw InputException.at(
                        place,
                        "label " + Shown.quoted(task.labels().get(label)) + " has "
                                + Shown.count(distinct, "distinct text") + ", fewer than dpc " + dpc
                                + "; lower dpc or add examples");
            }
        }
    }

    static InputException noExample(String label, Object place, TaskKeys keys) {
        return InputException.at(
                place,
                "label " + Shown.quoted(label)
                        + " has no example; add some, or name only the labels that have some with " + keys.labels());
    }
}
