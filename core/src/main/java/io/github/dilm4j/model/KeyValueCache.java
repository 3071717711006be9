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
 * The keys and values of the sequences' tokens so far. The rows may differ in length: a finished row starts again at
 * length 0 for another sequence, or is dropped. Memory grows with the longest row.
 */
public final class KeyValueCache implements AutoCloseable {
    private static final int FIRST_LENGTH = 32; // tokens a row that there is room for at first; doubles

    private final Device device;
    private final ScalarType type;
    private final Shape shape;
    private final List<Tensor> keys = new ArrayList<>(); // per layer [rows, length, heads · headSize]
    private final List<Tensor> values = new ArrayList<>(); // like keys
    private int length; // tokens a row that there is room for
    private int[] lengths; // tokens of each row, without the one being decoded

    /**
     * The shape of a model's keys and values.
     *
     * @param capacity tokens that a row can grow to
     */
    public record Shape(int layers, long heads, long headSize, int capacity) {
        /** Numbers per token and layer. */
        long width() {
            return heads * headSize;
        }
    }

    /** @param type of the keys and values */
    public KeyValueCache(Shape shape, int rows, Device device, ScalarType type) {
        this.device = device;
        this.type = type;
        this.shape = shape;
        this.length = Math.min(shape.capacity(), FIRST_LENGTH);
        this.lengths = new int[rows];
        try (PointerScope scope = new PointerScope()) {
            for (int layer = 0; layer < shape.layers(); layer++) {
                keys.add(Tensors.keep(empty()));
                values.add(Tensors.keep(empty()));
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

    /** Starts another sequence in a row. */
    public void restart(int row) {
        lengths[row] = 0;
    }

    /** Starts other sequences in some rows, all with the prefix's tokens. */
    public void restart(int[] rows, SharedPrefix prefix) {
        makeRoom(prefix.length());
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            Tensor index = Tensors.of(rows, device, rows.length);
            for (int layer = 0; layer < shape.layers(); layer++) {
                fill(keys.get(layer), index, prefix.keys(layer));
                fill(values.get(layer), index, prefix.values(layer));
            }
        }
        for (int row : rows) {
            lengths[row] = prefix.length();
        }
    }

    /** Keeps only the given rows, in this order. */
    public void keepRows(int[] rows) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            Tensor index = Tensors.of(rows, device, rows.length);
            for (List<Tensor> side : List.of(keys, values)) {
                side.replaceAll(tensor -> replaced(tensor, tensor.index_select(0, index)));
            }
        }
        int[] old = lengths;
        lengths = Arrays.stream(rows).map(row -> old[row]).toArray();
    }

    /**
     * The positions of the next token of each row, with the shared tensors of a step in the innermost scope.
     *
     * @throws IllegalStateException if a row has reached the capacity
     */
    public Step step() {
        int rows = rows();
        int longest = Arrays.stream(lengths).max().orElse(0) + 1;
        makeRoom(longest);
        int[] slots = new int[rows];
        for (int row = 0; row < rows; row++) {
            slots[row] = Math.addExact(Math.multiplyExact(row, length), lengths[row]);
        }
        return new Step(
                Tensors.of(lengths, device, rows), Tensors.of(slots, device, rows), mask(longest, longest), longest);
    }

    /** The mask of a step whose tokens look back no further than a window, themselves included; like the step's. */
    public Tensor mask(Step step, int window) {
        return mask(step.longest(), window);
    }

    private Tensor mask(int longest, int window) {
        float[] mask = new float[rows() * longest];
        for (int row = 0; row < rows(); row++) {
            int first = row * longest;
            int after = lengths[row] + 1;
            Arrays.fill(mask, first, first + Math.max(0, after - window), PaddedBatch.MASKED_LOGIT);
            Arrays.fill(mask, first + after, first + longest, PaddedBatch.MASKED_LOGIT);
        }
        return Tensors.of(mask, device, rows(), 1, 1, longest);
    }

    /**
     * Adds a layer's keys and values of the step's tokens.
     *
     * @param key [rows, heads, 1, headSize]
     * @param value like key
     */
    public void put(int layer, Step step, Tensor key, Tensor value) {
        write(keys.get(layer), step, key);
        write(values.get(layer), step, value);
    }

    /** A layer's keys [rows, heads, longest, headSize]. */
    public Tensor keys(int layer, Step step) {
        return read(keys.get(layer), step);
    }

    /** A layer's values [rows, heads, longest, headSize]. */
    public Tensor values(int layer, Step step) {
        return read(values.get(layer), step);
    }

    /** Ends a step whose tokens are in all layers. */
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
     * @param slots [rows] int64, the index of its keys and values: row · length of the cache + position
     * @param mask [rows, 1, 1, longest], added to the scores
     * @param longest tokens of the longest row, the one being decoded included
     */
    public record Step(Tensor positions, Tensor slots, Tensor mask, int longest) {}

    /** @param longest tokens a row */
    private void makeRoom(int longest) {
        if (longest > shape.capacity()) {
            throw new IllegalStateException("a row is longer than the cache's " + shape.capacity() + " tokens");
        }
        while (longest > length) {
            grow();
        }
    }

    private void grow() {
        int old = length;
        length = (int) Math.min(shape.capacity(), 2L * old);
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            for (List<Tensor> side : List.of(keys, values)) {
                side.replaceAll(tensor -> {
                    Tensor longer = empty(); // [rows, length, heads · headSize]
                    longer.narrow(1, 0, old).copy_(tensor);
                    return replaced(tensor, longer);
                });
            }
        }
    }

    /** Zeros: masked values still enter the product as 0 · value, which must not be NaN. */
    private Tensor empty() {
        return Tensors.zeros(type, device, lengths.length, length, shape.width());
    }

    private void write(Tensor cached, Step step, Tensor added) {
        Tensor rows = byToken(added).squeeze(1); // [rows, heads · headSize]
        cached.view(-1, shape.width()).index_copy_(0, step.slots(), rows);
    }

    /** @param prefix [1, heads, n, headSize] */
    private void fill(Tensor cached, Tensor rows, Tensor prefix) {
        Tensor tokens = byToken(prefix); // [1, n, heads · headSize]
        cached.narrow(1, 0, tokens.size(1)).index_copy_(0, rows, tokens.expand(rows.size(0), -1, -1));
    }

    /** [rows, heads, n, headSize] to [rows, n, heads · headSize], in the cache's type. */
    private Tensor byToken(Tensor states) {
        return states.transpose(1, 2)
                .reshape(states.size(0), states.size(2), shape.width())
                .to(type);
    }

    private Tensor read(Tensor cached, Step step) {
        Tensor used = cached.narrow(1, 0, step.longest()); // [rows, longest, heads · headSize]
        return used.view(lengths.length, step.longest(), shape.heads(), shape.headSize())
                .transpose(1, 2);
    }

    private static Tensor replaced(Tensor old, Tensor by) {
        Tensor kept = Tensors.keep(by);
        old.close();
        return kept;
    }
}
