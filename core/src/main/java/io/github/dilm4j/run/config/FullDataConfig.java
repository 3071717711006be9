package io.github.dilm4j.run.config;

/**
 * Trains the evaluation's learners on the whole fit split, as a reference for the distilled sets.
 *
 * @param steps optimizer steps of each such training, in place of those of {@code evaluation.training}; 0 for none
 * @param learners fresh learners for this, of every kind of learner
 */
public record FullDataConfig(int steps, int learners) {
    /** Whether it is measured at all. */
    public boolean used() {
        return steps > 0;
    }

    /** Trainings of one kind of learner. */
    public int trainings() {
        return used() ? learners : 0;
    }

    void check(String where, Problems problems) {
        problems.notNegative(where + ".steps", steps);
        problems.positive(where + ".learners", learners);
    }
}
