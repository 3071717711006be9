package io.github.dilm4j.tokenize;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Batches of sequences of like length. A batch is as large as its tokens; only where padding, which attention does for
 * itself, would multiply them does that count too.
 */
public final class LengthBuckets {
    private static final int LEAST_TOKENS = 128; // of a batch that is worth a thread of its own

    private static final int PADDING = 2; // tokens and padding that attention may have for each token

    private LengthBuckets() {}

    /**
     * Cuts the indexes {@code 0..n-1}, sorted by length (ties by index), into batches. Every index stands in exactly
     * one batch; a sequence longer than {@code maxTokens} gets a batch of its own.
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
     * Like {@link #batches(int[], int, int)}, for batches that run side by side: in a multiple of {@code multiple}, unless
     * they would become too small to pay, and the largest as small as that allows. The cut depends on no number of
     * threads, so neither does anything drawn batch by batch.
     */
    public static List<int[]> batches(int[] lengths, int maxRows, int maxTokens, int multiple) {
        checkRoom(maxRows, maxTokens);
        int[] order = sortedByLength(lengths);
        List<int[]> batches = cut(order, lengths, maxRows, maxTokens);
        int worthwhile = (int) Math.min(
                Integer.MAX_VALUE, Arrays.stream(lengths).asLongStream().sum() / LEAST_TOKENS);
        int rounded = (batches.size() + multiple - 1) / multiple * multiple;
        int wanted = Math.max(batches.size(), Math.min(rounded, worthwhile));
        int tooFew = 0; // so few tokens give more batches than wanted
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
