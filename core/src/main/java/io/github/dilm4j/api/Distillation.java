package io.github.dilm4j.api;

import io.github.dilm4j.run.Results;
import java.util.List;

/**
 * The result of a {@link Distiller}.
 *
 * @param sets one of each size, the smallest first
 * @param results of the comparison with real rows, on rows that were used for nothing else
 */
public record Distillation(List<DistilledSet> sets, Results results) {
    public Distillation {
        sets = List.copyOf(sets);
    }

    /** The largest set. */
    public DistilledSet largest() {
        return sets.get(sets.size() - 1);
    }
}
