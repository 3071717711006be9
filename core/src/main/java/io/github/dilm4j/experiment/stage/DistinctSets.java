package io.github.dilm4j.experiment.stage;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import io.github.dilm4j.data.Example;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Counts the different sets of a method. A method that chooses the same texts with every seed has one set, however
 * often it is drawn.
 */
record DistinctSets(Map<Group, List<Set<Example>>> drawn) {
    /** The sets of a method at one size. */
    record Group(String method, int dpc) {}

    static DistinctSets of(Map<EvaluationGrid.Cell, List<Example>> sets) {
        return new DistinctSets(sets.entrySet().stream()
                .collect(groupingBy(
                        set -> new Group(set.getKey().method(), set.getKey().dpc()),
                        LinkedHashMap::new,
                        mapping(set -> Set.copyOf(set.getValue()), toList()))));
    }

    /** Compares sets without regard to the order of their texts. */
    int count(String method, int dpc) {
        return new HashSet<>(drawn.get(new Group(method, dpc))).size();
    }

    /** Warns of methods that have one set only. */
    List<String> sentences() {
        List<String> sentences = new ArrayList<>();
        drawn.forEach((group, draws) -> {
            if (draws.size() > 1 && count(group.method(), group.dpc()) == 1) {
                sentences.add(group.method() + " (dpc " + group.dpc() + "): all " + draws.size()
                        + " sets hold the same texts and count as one set; its scores differ by the learners'"
                        + " seeds alone");
            }
        });
        return sentences;
    }
}
