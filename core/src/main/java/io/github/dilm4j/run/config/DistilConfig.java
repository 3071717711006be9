package io.github.dilm4j.run.config;

import java.util.HashSet;
import java.util.List;

/**
 * The distilled sets.
 *
 * @param dpc sizes of the sets: distilled examples per class
 * @param oversample candidates that the generator writes for each text that is kept, again for every set
 * @param candidates candidates that the generator writes for each label once, in place of {@code oversample}; every set
 *     is chosen from a random half of them. 0 for none
 * @param writers whose candidates the sets of DiLM are chosen among; both takes {@code candidates} texts of each
 * @param selector how the kept texts are chosen among the candidates
 * @param features what {@code ridge} compares sets by; for {@code selector} and for the method of that name
 * @param keep the share of each label's candidates among which the texts are chosen: those that a teacher, which was
 *     trained on real rows, finds clearest; 1 for all
 * @param keepReal the same share of the real rows, for the methods that choose real ones
 * @param maxOverlap words in a row that a written text may have in common with a real one; a candidate with more is
 *     left out. 0 for no limit
 * @param sets number of sets per size and method
 * @param bestOf number of proposals for each set: the one with the best score on the select split becomes the set; 1 for
 *     no choice
 * @param bestOfBy what scores the proposals
 */
public record DistilConfig(
        List<Integer> dpc,
        int oversample,
        int candidates,
        Writers writers,
        @Selects(Selects.What.SET) Method selector,
        Features features,
        double keep,
        double keepReal,
        int maxOverlap,
        int sets,
        int bestOf,
        BestOfBy bestOfBy) {
    private static final int SHORTEST_OVERLAP = 8;

    public enum Writers {
        /** The trained generator. */
        AFTER,
        /** The trained generator and the one before matching: training sharpens texts, and makes them more alike. */
        BOTH
    }

    public enum Features {
        /** The encoder's embeddings. */
        EMBEDDING,
        /**
         * The encoder's embeddings and tangents, which say how a text moves the learner's weights by sketches of
         * gradients; both count alike. Real rows are then chosen from those the sets are compared on, a sample of the
         * fit split.
         */
        TANGENT
    }

    public enum BestOfBy {
        /** A fresh learner that is trained on each proposal. */
        LEARNER,
        /**
         * The first of {@code evaluation.inContext.models}, which reads each proposal as demonstrations with the settings
         * of that section.
         */
        IN_CONTEXT
    }

    public DistilConfig {
        dpc = List.copyOf(dpc);
    }

    void check(DataConfig data, InContextConfig inContext, Problems problems) {
        problems.require(!dpc.isEmpty(), "distil.dpc", "must name at least one size", dpc);
        problems.require(dpc.stream().allMatch(size -> size > 0), "distil.dpc", "must hold positive numbers", dpc);
        problems.require(new HashSet<>(dpc).size() == dpc.size(), "distil.dpc", "must not repeat a size", dpc);
        problems.positive("distil.oversample", oversample);
        problems.notNegative("distil.candidates", candidates);
        problems.require(
                candidates == 0 || candidates / 2 >= largest(),
                "distil.candidates",
                "must be 0 or at least twice the largest of distil.dpc, since a set is chosen from half of them",
                candidates);
        problems.require(
                candidates > 0 || writers == Writers.AFTER,
                "distil.writers",
                "can be both only with distil.candidates, from which all sets are chosen",
                writers);
        problems.require(
                candidates > 0 || features == Features.EMBEDDING,
                "distil.features",
                "can be tangent only with distil.candidates, from which all sets are chosen",
                features);
        problems.part("distil.keep", keep);
        problems.part("distil.keepReal", keepReal);
        problems.require(
                maxOverlap == 0 || maxOverlap >= SHORTEST_OVERLAP,
                "distil.maxOverlap",
                "must be 0 or at least " + SHORTEST_OVERLAP + ", since shorter runs of words are common to many texts",
                maxOverlap);
        problems.positive("distil.sets", sets);
        problems.positive("distil.bestOf", bestOf);
        problems.product("distil.sets", sets, "distil.bestOf", bestOf);
        problems.require(
                data.hasSelect() || bestOf <= 1,
                "data.selectPerLabel",
                "must be positive for distil.bestOf: sets are chosen by examples held out of training",
                data.selectPerLabel());
        problems.require(
                bestOfBy == BestOfBy.LEARNER
                        || (bestOf > 1 && !inContext.models().isEmpty()),
                "distil.bestOfBy",
                "can be inContext only with distil.bestOf above 1 and a model in evaluation.inContext.models, which reads"
                        + " the proposals",
                "distil.bestOf " + bestOf + " and the models " + inContext.models());
    }

    /** How many sets are chosen for each size and method. */
    public int proposals() {
        return sets * bestOf;
    }

    /** Whether the sets of a method are compared by tangent features. */
    public boolean byTangents(Method method) {
        return features == Features.TANGENT && (method.writes() ? selector : method) == Method.RIDGE;
    }

    /** Whether the sets of a method depend on the embeddings of the fit split. */
    public boolean embedsFit(Method method) {
        return method.writes()
                ? keep < 1 || (selector == Method.RIDGE && !byTangents(method))
                : keepReal < 1 || method.byEmbedding();
    }

    /** Whether the sets of a method are chosen also among the candidates of the generator before matching. */
    public boolean chosenFromBoth(Method method) {
        return method == Method.DILM && writers == Writers.BOTH;
    }

    /** Whether the generator before matching writes only for the sets of DiLM. */
    public boolean writesBeforeForDilm(List<Method> methods) {
        return methods.stream().anyMatch(this::chosenFromBoth) && !methods.contains(Method.GENERATOR_BEFORE_MATCHING);
    }

    /** The largest size of a set. */
    public int largest() {
        return dpc.stream().mapToInt(Integer::intValue).max().orElse(1);
    }

    /** The number of candidates for each text of the largest set. */
    public int candidatesPerText() {
        return candidates == 0 ? oversample : candidates / 2 / largest();
    }
}
