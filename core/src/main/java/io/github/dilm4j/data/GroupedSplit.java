package io.github.dilm4j.data;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.RandomStreams;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Divides one data set into fit, select and report so that no text and no group stands in two of them. Every label gets
 * its share of each split, as far as the groups allow. Texts are equal if they differ in letter case and white space
 * only.
 */
public final class GroupedSplit {
    private final List<Example> all;
    private final Task task;
    private final int[][] rows; // [groups][members], indices into all; groups in the order of their first row
    private final Role[] roles; // [groups]
    private final Map<Role, int[]> taken = new EnumMap<>(Role.class); // [labels]
    private final int[] ofLabel; // [labels]

    /**
     * The share of the rows that a split gets.
     *
     * @param select in [0, 1)
     * @param report in [0, 1); less than 1 together with {@code select}
     */
    public record Shares(double select, double report) {
        public Shares {
            if (!(select >= 0) || !(report >= 0) || !(select + report < 1)) {
                throw new IllegalArgumentException("shares " + select + " and " + report);
            }
        }
    }

    private enum Role {
        FIT,
        SELECT,
        REPORT
    }

    private GroupedSplit(List<Example> all, List<String> groups, Task task) {
        this.all = all;
        this.task = task;
        this.rows = members(all, groups);
        this.roles = new Role[rows.length];
        for (Role role : Role.values()) {
            taken.put(role, new int[task.labelCount()]);
        }
        this.ofLabel = new int[task.labelCount()];
        all.forEach(example -> ofLabel[example.label()]++);
    }

    /**
     * Splits the examples. Depends on the list and the root seed alone; each split keeps the list's order.
     *
     * @param groups one name per example, empty for an example without a group; or no names at all
     * @param place what the examples are, to begin a message with
     * @throws InputException if a label has too few examples, or groups, for a place in every split
     */
    public static Splits of(
            List<Example> all, List<String> groups, Task task, Shares shares, RandomStreams random, Object place) {
        if (!groups.isEmpty() && groups.size() != all.size()) {
            throw new IllegalArgumentException(groups.size() + " groups of " + all.size() + " examples");
        }
        GroupedSplit split = new GroupedSplit(all, groups, task);
        int[] order = RandomStreams.permutation(split.rows.length, random.stream("grouped split"));
        split.take(Role.REPORT, shares.report(), order, place);
        split.take(Role.SELECT, shares.select(), order, place);
        return new Splits(split.only(Role.FIT), split.only(Role.SELECT), split.only(Role.REPORT));
    }

    /**
     * Takes the groups that fit into the labels' open shares. A label that gets none this way gets its smallest group.
     */
    private void take(Role role, double share, int[] order, Object place) {
        if (share == 0) {
            return;
        }
        int[] wanted = new int[task.labelCount()];
        Arrays.setAll(wanted, label -> (int) Math.max(1, Math.round(share * ofLabel[label])));
        for (int group : order) {
            if (roles[group] == null && fits(group, role, wanted)) {
                give(group, role);
            }
        }
        for (int label = 0; label < wanted.length; label++) {
            if (taken.get(role)[label] == 0) {
                give(smallest(label, order, place), role);
            }
        }
    }

    private boolean fits(int group, Role role, int[] wanted) {
        int[] counts = counts(group);
        for (int label = 0; label < counts.length; label++) {
            if (counts[label] > 0
                    && (taken.get(role)[label] + counts[label] > wanted[label] || !leavesOne(label, counts))) {
                return false;
            }
        }
        return true;
    }

    /** Whether the fit split keeps an example of the label. */
    private boolean leavesOne(int label, int[] counts) {
        return ofLabel[label] - taken.get(Role.SELECT)[label] - taken.get(Role.REPORT)[label] > counts[label];
    }

    private int smallest(int label, int[] order, Object place) {
        int found = -1;
        for (int group : order) {
            int[] counts = counts(group);
            boolean possible = roles[group] == null && counts[label] > 0;
            for (int other = 0; possible && other < counts.length; other++) {
                possible = counts[other] == 0 || leavesOne(other, counts);
            }
            if (possible && (found < 0 || rows[group].length < rows[found].length)) {
                found = group;
            }
        }
        if (found < 0) {
            throw InputException.at(
                    place,
                    "label " + Shown.quoted(task.labels().get(label)) + " has " + Shown.count(ofLabel[label], "example")
                            + ", too few different ones (or groups of them) for a place in each of the splits fit,"
                            + " select and report; add examples, or leave the label out");
        }
        return found;
    }

    private void give(int group, Role role) {
        roles[group] = role;
        int[] counts = counts(group);
        for (int label = 0; label < counts.length; label++) {
            taken.get(role)[label] += counts[label];
        }
    }

    /** [labels] */
    private int[] counts(int group) {
        int[] counts = new int[task.labelCount()];
        for (int row : rows[group]) {
            counts[all.get(row).label()]++;
        }
        return counts;
    }

    private List<Example> only(Role role) {
        Role[] ofRow = new Role[all.size()];
        for (int group = 0; group < rows.length; group++) {
            for (int row : rows[group]) {
                ofRow[row] = roles[group] == null ? Role.FIT : roles[group];
            }
        }
        List<Example> chosen = new ArrayList<>();
        for (int i = 0; i < ofRow.length; i++) {
            if (ofRow[i] == role) {
                chosen.add(all.get(i));
            }
        }
        return chosen;
    }

    /** The indices of the examples whose texts occur in none of the others. */
    public static List<Integer> absentFrom(List<Example> examples, List<Example> others) {
        Set<List<String>> texts = new HashSet<>();
        others.forEach(other -> texts.add(key(other)));
        return IntStream.range(0, examples.size())
                .filter(i -> !texts.contains(key(examples.get(i))))
                .boxed()
                .toList();
    }

    /** A key that is equal for examples with the same text to a reader. */
    static List<String> key(Example example) {
        return example.texts().stream()
                .map(text -> text.toLowerCase(Locale.ROOT).strip().replaceAll("\\s+", " "))
                .toList();
    }

    /** Rows that are connected by a text or a group, directly or through other rows. */
    private static int[][] members(List<Example> all, List<String> groups) {
        int[] parents = new int[all.size()];
        Map<List<String>, Integer> ofText = new HashMap<>();
        Map<String, Integer> ofGroup = new HashMap<>();
        for (int i = 0; i < parents.length; i++) {
            parents[i] = i;
            join(parents, i, ofText.putIfAbsent(key(all.get(i)), i));
            if (!groups.isEmpty() && !groups.get(i).isEmpty()) {
                join(parents, i, ofGroup.putIfAbsent(groups.get(i), i));
            }
        }
        Map<Integer, List<Integer>> byRoot = new TreeMap<>();
        for (int i = 0; i < parents.length; i++) {
            byRoot.computeIfAbsent(root(parents, i), root -> new ArrayList<>()).add(i);
        }
        return byRoot.values().stream()
                .map(members -> members.stream().mapToInt(Integer::intValue).toArray())
                .toArray(int[][]::new);
    }

    /** @param other null for none */
    private static void join(int[] parents, int row, Integer other) {
        if (other != null) {
            int one = root(parents, row);
            int two = root(parents, other);
            parents[Math.max(one, two)] = Math.min(one, two); // the root of a tree is its first row
        }
    }

    private static int root(int[] parents, int row) {
        int root = row;
        while (parents[root] != root) {
            parents[root] = parents[parents[root]];
            root = parents[root];
        }
        return root;
    }
}
