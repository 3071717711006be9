package io.github.dilm4j.model;

import io.github.dilm4j.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** The keys and values of tokens that many sequences begin with, computed once for all of them. */
public final class SharedPrefix implements AutoCloseable {
    private final int length;
    private final List<Tensor> keys = new ArrayList<>(); // per layer [1, heads, length, headSize]
    private final List<Tensor> values = new ArrayList<>(); // like keys

    /** @param length tokens */
    public SharedPrefix(int length) {
        this.length = length;
    }

    /** The number of tokens. */
    public int length() {
        return length;
    }

    /**
     * Adds those of the next layer.
     *
     * @param key [1, heads, length, headSize]
     * @param value like key
     */
    public void add(Tensor key, Tensor value) {
        keys.add(Tensors.keep(key.clone()));
        values.add(Tensors.keep(value.clone()));
    }

    /** A layer's keys [1, heads, length, headSize]. */
    Tensor keys(int layer) {
        return keys.get(layer);
    }

    /** Like {@link #keys(int)}, values. */
    Tensor values(int layer) {
        return values.get(layer);
    }

    /**
     * Prepends a layer's keys of the prefix to those of each row: [rows, heads, n, headSize] to [rows, heads, length +
     * n, headSize].
     */
    public Tensor keys(int layer, Tensor own) {
        return before(keys.get(layer), own);
    }

    /** Like {@link #keys(int, Tensor)}, values. */
    public Tensor values(int layer, Tensor own) {
        return before(values.get(layer), own);
    }

    @Override
    public void close() {
        keys.forEach(Tensor::close);
        values.forEach(Tensor::close);
    }

    private static Tensor before(Tensor shared, Tensor own) {
        return torch.cat(new TensorVector(shared.expand(own.size(0), -1, -1, -1), own), 2);
    }
}
