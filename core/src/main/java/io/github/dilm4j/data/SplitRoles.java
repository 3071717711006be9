package io.github.dilm4j.data;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.RandomStreams;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Divides examples among the roles of {@link Splits}, the same number of every label for each role but fit. */
public final class SplitRoles {
    private SplitRoles() {}

    /**
     * Takes {@code selectPerLabel} random examples of each label out of the training data; the report split is a
     * separate data set. Depends on the list and the root seed alone; each split keeps the list's order.
     *
     * @param place what the training data are, to begin a message with
     * @throws InputException if a label has too few examples to leave one for fit
     * @throws IllegalArgumentException if {@code selectPerLabel} is negative
     */
    public static Splits split(
            List<Example> train,
            List<Example> report,
            Task task,
            int selectPerLabel,
            RandomStreams random,
            Object place) {
        Splits ofTrain = split(train, task, selectPerLabel, 0, random, place);
        return new Splits(ofTrain.fit(), ofTrain.select(), report);
    }

    /**
     * Takes random examples of each label out of one data set for select, and others for report. Examples that are
     * equal may land in different splits: {@link #overlap} counts them.
     *
     * @throws InputException if a label has too few examples to leave one for fit
     * @throws IllegalArgumentException if a count is negative
     */
    public static Splits split(
            List<Example> all, Task task, int selectPerLabel, int reportPerLabel, RandomStreams random) {
        return split(all, task, selectPerLabel, reportPerLabel, random, "splits");
    }

    private static Splits split(
            List<Example> all, Task task, int selectPerLabel, int reportPerLabel, RandomStreams random, Object place) {
        if (selectPerLabel < 0 || reportPerLabel < 0) {
            throw new IllegalArgumentException("examples per label: " + selectPerLabel + ", " + reportPerLabel);
        }
        Role[] roles = new Role[all.size()];
        for (int label = 0; label < task.labelCount(); label++) {
            int[] members = indicesOf(all, label);
            requireEnough(members.length, task, label, selectPerLabel, reportPerLabel, place);
            int[] order = RandomStreams.permutation(members.length, random.stream("split", label));
            for (int i = 0; i < order.length; i++) {
                roles[members[order[i]]] = role(i, selectPerLabel, reportPerLabel);
            }
        }
        return new Splits(only(all, roles, Role.FIT), only(all, roles, Role.SELECT), only(all, roles, Role.REPORT));
    }

    private static Role role(int position, int select, int report) {
        if (position < select) {
            return Role.SELECT;
        }
        return position < select + report ? Role.REPORT : Role.FIT;
    }

    /** The number of {@code examples} whose texts also occur in {@code others}: a leak between two splits. */
    public static long overlap(List<Example> examples, List<Example> others) {
        Set<List<String>> texts = new HashSet<>();
        others.forEach(other -> texts.add(other.texts()));
        return examples.stream()
                .filter(example -> texts.contains(example.texts()))
                .count();
    }

    private enum Role {
        FIT,
        SELECT,
        REPORT
    }

    private static void requireEnough(int count, Task task, int label, int select, int report, Object place) {
        if (count > select + report) {
            return;
        }
        if (count == 0) {
            throw ByLabel.noExample(task.labels().get(label), place, TaskKeys.CONFIG);
        }
        String wanted = select + " for select" + (report > 0 ? ", " + report + " for report" : "") + " and 1 for fit";
        throw InputException.at(
                place,
                "label " + Shown.quoted(task.labels().get(label)) + " has " + Shown.count(count, "example") + " where "
                        + wanted + " are needed; add examples or take fewer out (data.selectPerLabel)");
    }

    private static int[] indicesOf(List<Example> examples, int label) {
        int[] indices = new int[examples.size()];
        int count = 0;
        for (int i = 0; i < indices.length; i++) {
            if (examples.get(i).label() == label) {
                indices[count++] = i;
            }
        }
        return Arrays.copyOf(indices, count);
    }

    private static List<Example> only(List<Example> all, Role[] roles, Role role) {
        List<Example> chosen = new ArrayList<>();
        for (int i = 0; i < roles.length; i++) {
            if (roles[i] == role) {
                chosen.add(all.get(i));
            }
        }
        return chosen;
    }
}
