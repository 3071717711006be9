package io.github.dilm4j.audit;

/**
 * How much the sets of one method and size repeat the training data and themselves.
 *
 * @param texts in all sets
 * @param copies of them, those that stand in the training data letter for letter, whatever their label
 * @param medianOverlap of each text with the nearest training text, as {@link NearestTexts} measures it
 * @param highOverlap the ninth decile of the same overlap
 * @param greatestOverlap the largest of the same overlap
 * @param distinct2 share of a set's pairs of neighbouring words that are different, in [0, 1]; mean over the sets
 * @param words of a text, mean
 */
public record Repetition(
        String method,
        int dpc,
        int texts,
        int copies,
        double medianOverlap,
        double highOverlap,
        double greatestOverlap,
        double distinct2,
        double words) {}
