package io.github.dilm4j.distill;

import java.util.List;
import java.util.StringJoiner;

/**
 * Counts of generated texts: {@code written = kept + empty + cutOff + identicalPairs + duplicates}.
 *
 * @param cutOff texts without an end, or pairs without exactly one separator
 */
public record TextCounts(int written, int kept, int empty, int cutOff, int identicalPairs, int duplicates) {
    /** Counts of no texts. */
    public static final TextCounts NONE = new TextCounts(0, 0, 0, 0, 0, 0);

    /**
     * The counts of these texts and others together.
     *
     * @param keptOfBoth the number of different texts among those kept of both
     */
    TextCounts with(TextCounts other, int keptOfBoth) {
        return new TextCounts(
                written + other.written,
                keptOfBoth,
                empty + other.empty,
                cutOff + other.cutOff,
                identicalPairs + other.identicalPairs,
                duplicates + other.duplicates + kept + other.kept - keptOfBoth);
    }

    /** The texts that were dropped, by reason: {@code 12 empty, 3 repeated}; empty if all were kept. */
    public String losses() {
        List<String> names = List.of("empty", "without an end or a separator", "pairs of equal texts", "repeated");
        int[] counts = {empty, cutOff, identicalPairs, duplicates};
        StringJoiner words = new StringJoiner(", ");
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] > 0) {
                words.add(counts[i] + " " + names.get(i));
            }
        }
        return words.toString();
    }
}
