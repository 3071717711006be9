package io.github.dilm4j.generator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The token sequences to read after each text, so that every continuation can be scored. The last token of a
 * continuation is scored, not read. Continuations whose read tokens begin alike share a sequence: those of one token
 * need nothing beyond the text.
 *
 * @param read [rows], the sequences; none begins another
 * @param rowOf [continuations], the sequence that begins with the continuation's read tokens
 */
record ContinuationRows(List<int[]> read, int[] rowOf) {
    /** @param continuations [continuations], token ids, at least one each */
    static ContinuationRows of(List<int[]> continuations) {
        List<int[]> all = continuations.stream()
                .map(ids -> Arrays.copyOf(ids, ids.length - 1))
                .toList();
        List<int[]> rows = new ArrayList<>();
        for (int[] ids : all) {
            boolean covered = all.stream().anyMatch(other -> other.length > ids.length && begins(other, ids))
                    || rows.stream().anyMatch(row -> Arrays.equals(row, ids));
            if (!covered) {
                rows.add(ids);
            }
        }
        int[] rowOf = all.stream()
                .mapToInt(ids -> {
                    int row = 0;
                    while (!begins(rows.get(row), ids)) {
                        row++;
                    }
                    return row;
                })
                .toArray();
        return new ContinuationRows(rows, rowOf);
    }

    private static boolean begins(int[] ids, int[] beginning) {
        return ids.length >= beginning.length
                && Arrays.equals(ids, 0, beginning.length, beginning, 0, beginning.length);
    }
}
