package io.github.dilm4j.model;

import io.github.dilm4j.nn.PaddedBatch;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tensor.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The keys and values of the tokens that sequences consist of so far. The rows need not be equally long: a row that is
 * done starts again at length 0 for another sequence, or is dropped.
 */
public final class KeyValueCache implements AutoCloseable {
    private final Device device;
    private final int capacity;
    private final long heads;
    private final long headSize;
    private final List<Tensor> keys = new ArrayList<>(); // per layer [rows, heads, capacity, headSize]
    private final List<Tensor> values = new ArrayList<>(); // like keys
    private int[] lengths; // tokens of each row, without the one being decoded

    /** @param capacity tokens that a row can grow to */
    public KeyValueCache(int layers, int rows, long heads, int capacity, long headSize, Device device) {
        this.device = device;
        this.capacity = capacity;
        this.heads = heads;
        this.headSize = headSize;
        this.lengths = new int[rows];
        try (PointerScope scope = new PointerScope()) {
            for (int layer = 0; layer < layers; layer++) {
                keys.add(Tensors.keep(Tensors.zeros(ScalarType.Float, device, rows, heads, capacity, headSize)));
                values.add(Tensors.keep(Tensors.zeros(ScalarType.Float, device, rows, heads, capacity, headSize)));
            }
        }
    }

    public int rows() {
        return lengths.length;
    }

    /** Tokens of a row so far. */
    public int length(int row) {
        return lengths[row];
    }

    /** The row's next token is the first one of another sequence. */
    public void restart(int row) {
        lengths[row] = 0;
    }

    /** Keeps the given rows alone, in this order. */
    public void keepRows(int[] rows) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            Tensor index = Tensors.of(rows, device, rows.length);
            for (List<Tensor> side : List.of(keys, values)) {
                for (int layer = 0; layer < side.size(); layer++) {
                    Tensor kept = Tensors.keep(side.get(layer).index_select(0, index));
                    side.set(layer, kept).close();
                }
            }
        }
        int[] old = lengths;
        lengths = Arrays.stream(rows).map(row -> old[row]).toArray();
    }

    /** Where the next token of each row stands: a step's shared tensors, in the innermost scope. */
    public Step step() {
        int rows = rows();
        int longest = Arrays.stream(lengths).max().orElse(0) + 1;
        if (longest > capacity) {
            throw new IllegalStateException("a row is longer than the cache's " + capacity + " tokens");
        }
        long[] index = new long[Math.toIntExact(rows * heads * headSize)];
        float[] mask = new float[rows * longest];
        int perRow = Math.toIntExact(heads * headSize);
        for (int row = 0; row < rows; row++) {
            Arrays.fill(index, row * perRow, (row + 1) * perRow, lengths[row]);
            Arrays.fill(mask, row * longest + lengths[row] + 1, (row + 1) * longest, PaddedBatch.MASKED_LOGIT);
        }
        return new Step(
                Tensors.of(lengths, device, rows),
                Tensors.of(index, device, rows, heads, 1, headSize),
                Tensors.of(mask, device, rows, 1, 1, longest),
                longest);
    }

    /**
     * Adds a layer's keys and values of the step's tokens.
     *
     * @param key [rows, heads, 1, headSize]
     * @param value like key
     */
    public void put(int layer, Step step, Tensor key, Tensor value) {
        keys.get(layer).scatter_(2, step.index(), key);
        values.get(layer).scatter_(2, step.index(), value);
    }

    /** A layer's keys [rows, heads, longest, headSize]. */
    public Tensor keys(int layer, Step step) {
        return keys.get(layer).narrow(2, 0, step.longest());
    }

    /** A layer's values [rows, heads, longest, headSize]. */
    public Tensor values(int layer, Step step) {
        return values.get(layer).narrow(2, 0, step.longest());
    }

    /** The step's tokens are in all layers. */
    public void advance() {
        for (int row = 0; row < lengths.length; row++) {
            lengths[row]++;
        }
    }

    @Override
    public void close() {
        keys.forEach(Tensor::close);
        values.forEach(Tensor::close);
    }

    /**
     * @param positions [rows] int64, of the token being decoded
     * @param index [rows, heads, 1, headSize] int64, the same for {@code scatter_}
     * @param mask [rows, 1, 1, longest], added to the scores
     * @param longest tokens of the longest row, the one being decoded included
     */
    public record Step(Tensor positions, Tensor index, Tensor mask, int longest) {}
}
