package io.github.dilm4j.run.config;

import java.util.HashSet;
import java.util.List;

/**
 * The distilled sets.
 *
 * @param dpc sizes of the sets: distilled examples per class
 * @param oversample candidates that the generator writes for each text that is kept
 * @param selector how the kept texts are chosen among the candidates: {@code random}, {@code k-centers} or {@code herding}
 * @param sets number of sets per size and method
 */
public record DistilConfig(List<Integer> dpc, int oversample, Method selector, int sets) {
    public DistilConfig {
        dpc = List.copyOf(dpc);
    }

    void check(Problems problems) {
        problems.require(!dpc.isEmpty(), "distil.dpc", "must name at least one size", dpc);
        problems.require(dpc.stream().allMatch(size -> size > 0), "distil.dpc", "must hold positive numbers", dpc);
        problems.require(new HashSet<>(dpc).size() == dpc.size(), "distil.dpc", "must not repeat a size", dpc);
        problems.positive("distil.oversample", oversample);
        problems.selectsSets("distil.selector", selector);
        problems.positive("distil.sets", sets);
    }
}
