package io.github.dilm4j.statistics;

/**
 * The score without learning.
 *
 * @param score of always naming the same label, the best one for the metric; 0 if it is unknown
 * @param examples number of scored examples
 */
public record Chance(double score, int examples) {
    private static final double STANDARD_ERRORS = 2;

    /**
     * Whether a mean score is no evidence of learning: it exceeds chance by at most two standard errors of a share of
     * the examples. All learners are scored on the same examples, so more learners do not make this error smaller.
     */
    public boolean explains(double mean) {
        return score > 0 && mean <= score + STANDARD_ERRORS * Math.sqrt(score * (1 - score) / examples);
    }
}
