package io.github.dilm4j.data;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The labels of a data set that some row has. A data set that was filtered still names the classes of the rows that are
 * gone, and a set for them cannot be chosen or distilled.
 */
public final class UsedLabels {
    private final List<String> unused;
    private final Task task;
    private final int[] numbers; // by the index of a label before: its index among those that are used

    private UsedLabels(Task all, List<String> unused) {
        this.unused = unused;
        numbers = new int[all.labelCount()];
        int next = 0;
        for (int label = 0; label < numbers.length; label++) {
            numbers[label] = unused.contains(all.labels().get(label)) ? -1 : next++;
        }
        task = unused.isEmpty()
                ? all
                : new Task(
                        all.name(),
                        all.textFields(),
                        all.labelField(),
                        used(all.labels(), numbers),
                        all.metric(),
                        used(all.labelNames(), numbers));
    }

    /**
     * Leaves out the labels that no example has. All labels stay if the user named them, or if fewer than two are used.
     *
     * @param found whether the labels were taken from the data
     * @param examples by role
     */
    public static UsedLabels of(Task task, boolean found, List<List<Example>> examples) {
        List<String> unused =
                ByLabel.missing(examples.stream().flatMap(Collection::stream).toList(), task);
        boolean left = found && task.labelCount() - unused.size() > 1;
        return new UsedLabels(task, left ? unused : List.of());
    }

    /** The task with the labels that are used, in their order. */
    public Task task() {
        return task;
    }

    /** Examples of the task with all labels, as examples of {@link #task}. */
    public List<Example> renumbered(List<Example> examples) {
        return unused.isEmpty()
                ? examples
                : examples.stream()
                        .map(example -> new Example(example.texts(), numbers[example.label()]))
                        .toList();
    }

    /** What is left out, in a sentence. */
    public Optional<String> warning(TaskKeys keys) {
        return unused.isEmpty()
                ? Optional.empty()
                : Optional.of("no row has a label of " + Shown.list(unused)
                        + ", which the data set's class names list; left out ("
                        + keys.labels() + " names the labels to take)");
    }

    private static List<String> used(List<String> names, int[] numbers) {
        return IntStream.range(0, numbers.length)
                .filter(label -> numbers[label] >= 0)
                .mapToObj(names::get)
                .toList();
    }
}
