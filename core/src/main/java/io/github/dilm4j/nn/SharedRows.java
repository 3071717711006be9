package io.github.dilm4j.nn;

import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tensor.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/**
 * Rows that several short sequences share; each attends only to itself. They need less padding, and fewer and larger
 * products, than one row per sequence. For attention that ignores distances.
 */
final class SharedRows {
    private static final int SHORT_ROW = 32; // tokens; shorter rows cost as much
    private static final int LONGEST_ROW = 128; // tokens: the mask has the square of them for each row
    private static final double WORTH = 0.75; // of the rows

    private SharedRows() {}

    /**
     * Shares rows; empty if that would save little.
     *
     * @param lengths tokens of every sequence
     */
    static Optional<AttentionRows> of(int[] lengths, Device device) {
        int length = Math.max(SHORT_ROW, Arrays.stream(lengths).max().orElseThrow());
        if (length > LONGEST_ROW) {
            return Optional.empty();
        }
        List<List<Integer>> shared = firstFit(lengths, length);
        if (shared.size() > WORTH * lengths.length) {
            return Optional.empty();
        }
        int[] begins = begins(lengths, shared, length);
        PaddedRows rows = PaddedRows.of(shared.size(), length, placeOfToken(lengths, begins), device);
        return Optional.of(new AttentionRows(rows, mask(lengths, begins, shared.size(), length, device)));
    }

    /** The sequences of each row: the longest first, each in the first row that has room for it. */
    private static List<List<Integer>> firstFit(int[] lengths, int length) {
        List<List<Integer>> rows = new ArrayList<>();
        List<Integer> room = new ArrayList<>();
        IntStream.range(0, lengths.length)
                .boxed()
                .sorted(Comparator.comparingInt(sequence -> -lengths[sequence]))
                .forEach(sequence -> {
                    int row = 0;
                    while (row < rows.size() && room.get(row) < lengths[sequence]) {
                        row++;
                    }
                    if (row == rows.size()) {
                        rows.add(new ArrayList<>());
                        room.add(length);
                    }
                    rows.get(row).add(sequence);
                    room.set(row, room.get(row) - lengths[sequence]);
                });
        return rows;
    }

    /** The place of every sequence's first token. */
    private static int[] begins(int[] lengths, List<List<Integer>> shared, int length) {
        int[] begins = new int[lengths.length];
        for (int row = 0; row < shared.size(); row++) {
            int at = row * length;
            for (int sequence : shared.get(row)) {
                begins[sequence] = at;
                at += lengths[sequence];
            }
        }
        return begins;
    }

    private static int[] placeOfToken(int[] lengths, int[] begins) {
        return IntStream.range(0, lengths.length)
                .flatMap(sequence -> IntStream.range(begins[sequence], begins[sequence] + lengths[sequence]))
                .toArray();
    }

    /** [rows, 1, length, length]. */
    private static Tensor mask(int[] lengths, int[] begins, int rows, int length, Device device) {
        float[] mask = new float[rows * length * length];
        for (int sequence = 0; sequence < lengths.length; sequence++) {
            int inRow = begins[sequence] % length;
            for (int query = begins[sequence]; query < begins[sequence] + lengths[sequence]; query++) {
                int begin = query * length;
                Arrays.fill(mask, begin, begin + inRow, PaddedBatch.MASKED_LOGIT);
                Arrays.fill(mask, begin + inRow + lengths[sequence], begin + length, PaddedBatch.MASKED_LOGIT);
            }
        }
        return Tensors.of(mask, device, rows, 1, length, length);
    }
}
