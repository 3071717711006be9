package io.github.dilm4j.generator;

import java.util.Arrays;

/**
 * Draws from the nucleus: the most likely tokens that reach a probability of p together (Holtzman et al. 2020). {@link
 * #draw} returns the same token as inverting the cumulative distribution of all tokens, sorted by falling probability
 * and then by rising id. It sorts only the tokens near the end of the nucleus and near the drawn number. Holds buffers,
 * so it is not for concurrent use.
 */
final class Nucleus {
    private static final double BOUNDLESS = Double.MAX_VALUE;
    private static final int SHIFT = 19; // keeps the exponent of a float and 4 bits: 16 buckets from x to 2x
    private static final int BUCKETS = (Float.floatToRawIntBits(2f) >>> SHIFT) + 1; // rounding can raise a sum above 1

    private final double[] mass = new double[BUCKETS];
    private int[] candidates = new int[0]; // ids of the candidates
    private int candidateCount;
    private long[] members = new long[64]; // of a bucket; sorted, the most likely come first
    private int size;

    /**
     * @param probabilities [vocabulary], sum 1 up to rounding
     * @param topP in (0, 1)
     * @param uniform in [0, 1)
     * @return a token's id; any, where the probabilities are not numbers
     */
    int draw(float[] probabilities, double topP, double uniform) {
        // smaller ones sum to less than 1 - p, so the nucleus does not need them
        float least = (float) ((1 - topP) / probabilities.length);
        int drawn = draw(probabilities, least, topP, uniform);
        return drawn >= 0 ? drawn : Math.max(0, draw(probabilities, Float.MIN_VALUE, BOUNDLESS, uniform));
    }

    /** @return -1 if tokens of at least {@code least} do not reach {@code topP}, unless it is boundless */
    private int draw(float[] probabilities, float least, double topP, double uniform) {
        findCandidates(probabilities, least);
        Arrays.fill(mass, 0);
        for (int i = 0; i < candidateCount; i++) {
            float probability = probabilities[candidates[i]];
            mass[bucket(probability)] += probability;
        }
        int end = BUCKETS - 1; // the bucket in which the nucleus ends
        double above = 0;
        while (end >= 0 && above + mass[end] < topP) {
            above += mass[end--];
        }
        if (end < 0) {
            return topP == BOUNDLESS ? find(probabilities, 0, above, uniform) : -1;
        }
        collect(probabilities, end);
        double total = above;
        for (int i = 0; i < size && total < topP; i++) {
            total += probability(members[i]);
        }
        return find(probabilities, end, total, uniform);
    }

    /** Collects the candidates. Most tokens are not candidates, so the pass over all of them does not branch. */
    private void findCandidates(float[] probabilities, float least) {
        if (candidates.length < probabilities.length) {
            candidates = new int[probabilities.length];
        }
        int count = 0;
        for (int id = 0; id < probabilities.length; id++) {
            candidates[count] = id;
            count += probabilities[id] >= least ? 1 : 0;
        }
        candidateCount = count;
    }

    /**
     * Finds the token at which the cumulative distribution passes {@code uniform · total}, in the bucket {@code end} at
     * the latest.
     */
    private int find(float[] probabilities, int end, double total, double uniform) {
        double threshold = uniform * total;
        double cumulative = 0;
        int at = BUCKETS - 1;
        while (at > end && cumulative + mass[at] <= threshold) {
            cumulative += mass[at--];
        }
        collect(probabilities, at);
        for (int i = 0; i < size; i++) {
            cumulative += probability(members[i]);
            if (cumulative > threshold) {
                return (int) members[i];
            }
        }
        return size == 0 ? -1 : (int) members[size - 1];
    }

    /** Sorts the candidates in a bucket. */
    private void collect(float[] probabilities, int wanted) {
        size = 0;
        for (int i = 0; i < candidateCount; i++) {
            int id = candidates[i];
            if (bucket(probabilities[id]) == wanted) {
                if (size == members.length) {
                    members = Arrays.copyOf(members, 2 * size);
                }
                members[size++] = (long) ~Float.floatToRawIntBits(probabilities[id]) << Integer.SIZE | id;
            }
        }
        Arrays.sort(members, 0, size);
    }

    private static float probability(long member) {
        return Float.intBitsToFloat(~(int) (member >>> Integer.SIZE));
    }

    private static int bucket(float probability) {
        return Math.min(Float.floatToRawIntBits(probability) >>> SHIFT, BUCKETS - 1);
    }
}
