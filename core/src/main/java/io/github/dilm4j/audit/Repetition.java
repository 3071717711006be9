package io.github.dilm4j.audit;

/**
 * How much the sets of one method and size repeat the training data and themselves.
 *
 * @param texts in all sets
 * @param copies of them, those that stand in the training data letter for letter, whatever their label
 * @param medianOverlap of each text with the nearest training text, as {@link NearestTexts} measures it
 * @param highOverlap that of which nine texts in ten have no more
 * @param greatestOverlap the greatest of all
 * @param distinct2 of a set's pairs of neighbouring words, the share that are different; mean over the sets, 0 to 1
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
