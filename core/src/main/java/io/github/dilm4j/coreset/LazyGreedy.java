package io.github.dilm4j.coreset;

import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * Greedy maximisation of a submodular function. A text's gain only shrinks while others are added, so gains are
 * computed again only for the texts that may still be best (Minoux 1978).
 */
final class LazyGreedy {
    private LazyGreedy() {}

    /** The gains of the texts that are not chosen yet. */
    interface Gains {
        double of(int text);

        void add(int text);
    }

    private record Bound(int text, double gain, int round) {}

    /** Returns {@code k} of {@code texts}, in the order of the choice; of equal gains the first text wins. */
    static int[] select(Gains gains, int texts, int k) {
        PriorityQueue<Bound> bounds = new PriorityQueue<>(
                Comparator.comparingDouble(Bound::gain).reversed().thenComparingInt(Bound::text));
        for (int text = 0; text < texts; text++) {
            bounds.add(new Bound(text, gains.of(text), 0));
        }
        int[] selected = new int[k];
        for (int round = 0; round < k; ) {
            Bound best = bounds.remove();
            if (best.round() == round) {
                gains.add(best.text());
                selected[round++] = best.text();
            } else {
                bounds.add(new Bound(best.text(), gains.of(best.text()), round));
            }
        }
        return selected;
    }
}
