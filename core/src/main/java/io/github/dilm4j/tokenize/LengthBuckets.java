package io.github.dilm4j.tokenize;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Batches of sequences of similar length. The size of a batch is its number of tokens. The padding inside attention
 * counts only if it would multiply them.
 */
public final class LengthBuckets {
    private static final int LEAST_TOKENS = 128; // of a batch that is worth a separate thread

    private static final int PADDING = 2; // padded tokens in attention, at most, per token

    private LengthBuckets() {}

    /**
     * Cuts the indexes {@code 0..n-1}, sorted by length (ties by index), into batches. Every index is in exactly one
     * batch; a sequence longer than {@code maxTokens} gets a batch of its own.
     *
     * @param lengths [n], tokens a sequence
     * @param maxRows most sequences in a batch
     * @param maxTokens most tokens in a batch, and half of the most that it has with its padding
     */
    public static List<int[]> batches(int[] lengths, int maxRows, int maxTokens) {
        checkRoom(maxRows, maxTokens);
        return cut(sortedByLength(lengths), lengths, maxRows, maxTokens);
    }

    /**
     * Like {@link #batches(int[], int, int)}, for batches that run in parallel. Their number is a multiple of {@code
     * multiple}, unless they would become too small, and the largest is as small as possible. The split does not depend
     * on the number of threads, so random numbers per batch do not either.
     */
    public static List<int[]> batches(int[] lengths, int maxRows, int maxTokens, int multiple) {
        checkRoom(maxRows, maxTokens);
        int[] order = sortedByLength(lengths);
        List<int[]> batches = cut(order, lengths, maxRows, maxTokens);
        int worthwhile = (int) Math.min(
                Integer.MAX_VALUE, Arrays.stream(lengths).asLongStream().sum() / LEAST_TOKENS);
        int rounded = (batches.size() + multiple - 1) / multiple * multiple;
        int wanted = Math.max(batches.size(), Math.min(rounded, worthwhile));
        int tooFew = 0; // this limit gives more batches than wanted
        int enough = maxTokens;
        while (wanted > 1 && enough - tooFew > 1) {
            int between = (tooFew + enough) >>> 1;
            List<int[]> smaller = cut(order, lengths, maxRows, between);
            if (smaller.size() <= wanted) {
                enough = between;
                batches = smaller;
            } else {
                tooFew = between;
            }
        }
        return batches;
    }

    /** @param order indexes by length */
    private static List<int[]> cut(int[] order, int[] lengths, int maxRows, int maxTokens) {
        List<int[]> batches = new ArrayList<>();
        int start = 0;
        long tokens = 0;
        for (int i = 0; i < order.length; i++) {
            int length = lengths[order[i]]; // the longest so far
            int rows = i + 1 - start;
            if (rows > 1 && (rows > maxRows || size(rows, tokens + length, length) > maxTokens)) {
                batches.add(Arrays.copyOfRange(order, start, i));
                start = i;
                tokens = 0;
            }
            tokens += length;
        }
        if (start < order.length) {
            batches.add(Arrays.copyOfRange(order, start, order.length));
        }
        return batches;
    }

    private static long size(int rows, long tokens, int longest) {
        return Math.max(tokens, ((long) rows * longest + PADDING - 1) / PADDING);
    }

    private static void checkRoom(int maxRows, int maxTokens) {
        if (maxRows < 1 || maxTokens < 1) {
            throw new IllegalArgumentException("a batch needs at least one row and one token, got " + maxRows
                    + " rows and " + maxTokens + " tokens");
        }
    }

    private static int[] sortedByLength(int[] lengths) {
        Integer[] order = new Integer[lengths.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, Comparator.comparingInt(i -> lengths[i])); // stable: ties stay in index order
        return Arrays.stream(order).mapToInt(Integer::intValue).toArray();
    }
}
