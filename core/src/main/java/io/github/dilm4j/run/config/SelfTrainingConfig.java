package io.github.dilm4j.run.config;

/**
 * Trains the generator on the texts of its best training sets, instead of gradient matching.
 *
 * @param rounds how often candidates are written; 0 for gradient matching
 * @param candidates texts written per label and round
 * @param selector chooses the training sets
 * @param features what {@code ridge} compares those sets by, see {@code distil.features}
 * @param sets training sets that are chosen in a round, each from a random half of the candidates
 * @param dpc texts per label of such a set
 * @param keep the share of each label's candidates among which the sets are chosen, see {@code distil.keep}
 * @param maxCount the largest count of a text in a round, if several sets take it; 0 for no limit
 * @param training on the texts of the sets, in every round
 */
public record SelfTrainingConfig(
        int rounds,
        int candidates,
        @Selects(Selects.What.SET) Method selector,
        DistilConfig.Features features,
        int sets,
        int dpc,
        double keep,
        int maxCount,
        TrainingConfig training) {
    /** Whether the sets are compared by tangent features. */
    public boolean byTangents() {
        return features == DistilConfig.Features.TANGENT && selector == Method.RIDGE;
    }

    /** Whether it replaces gradient matching. */
    public boolean used() {
        return rounds > 0;
    }

    void check(Problems problems) {
        problems.notNegative("selfTraining.rounds", rounds);
        problems.positive("selfTraining.sets", sets);
        problems.positive("selfTraining.dpc", dpc);
        problems.part("selfTraining.keep", keep);
        problems.notNegative("selfTraining.maxCount", maxCount);
        problems.require(
                candidates >= 2 * dpc,
                "selfTraining.candidates",
                "must be at least twice selfTraining.dpc (" + dpc + "): a set is chosen from half of them",
                candidates);
        training.check("selfTraining.training", problems);
    }
}
