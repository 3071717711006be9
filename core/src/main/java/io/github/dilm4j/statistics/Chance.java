package io.github.dilm4j.statistics;

/**
 * What is scored without learning anything.
 *
 * @param score of always naming the same label, the best one for the metric; 0 if it is not known
 * @param examples that were scored on
 */
public record Chance(double score, int examples) {
    private static final double STANDARD_ERRORS = 2;

    /**
     * Whether a mean score is not evidence of learning: it exceeds chance by two standard errors of a share of so many
     * examples at most. All learners are scored on the same examples, so more learners do not make this error smaller.
     */
    public boolean explains(double mean) {
        return score > 0 && mean <= score + STANDARD_ERRORS * Math.sqrt(score * (1 - score) / examples);
    }
}
