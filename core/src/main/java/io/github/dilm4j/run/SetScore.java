package io.github.dilm4j.run;

import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The score of one set on the select split.
 *
 * @param method by its label
 * @param set counts from 0
 * @param score mean of the learners, or of the orders of demonstrations, in [0, 1]
 * @param loss mean of these, nats
 */
public record SetScore(String method, int dpc, int set, double score, double loss) {
    /** By score; among equal ones the smaller loss is better. */
    public static final Comparator<SetScore> BY_WORTH =
            Comparator.comparingDouble(SetScore::score).thenComparing(score -> -score.loss());

    /** @param scores of this set alone, one or more */
    public static SetScore of(String method, int dpc, int set, List<Results.LearnerScore> scores) {
        return new SetScore(
                method, dpc, set, mean(scores, Results.LearnerScore::score), mean(scores, Results.LearnerScore::loss));
    }

    private static double mean(List<Results.LearnerScore> scores, ToDoubleFunction<Results.LearnerScore> value) {
        return scores.stream().mapToDouble(value).average().orElseThrow();
    }
}
