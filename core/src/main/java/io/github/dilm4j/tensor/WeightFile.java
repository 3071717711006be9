package io.github.dilm4j.tensor;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;

/** A file of named tensors. */
public interface WeightFile extends AutoCloseable {
    Path file();

    /** The names in the file's order. */
    Set<String> names();

    /** @throws IllegalArgumentException if there is no tensor of that name */
    List<Long> shape(String name);

    /** The number of elements of all tensors in the file. */
    long elements();

    /**
     * Copies a tensor into {@code target} (same number of elements), converting its type.
     *
     * @throws io.github.dilm4j.base.InputException if the file cannot be read
     */
    void copyInto(String name, Tensor target);

    @Override
    void close();
}
