package io.github.dilm4j.nn;

import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tensor.Tensors;
import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;

/**
 * Token sequences one after the other. The tensors belong to the scope of their creation.
 *
 * @param ids [tokens] int64
 */
public record PackedBatch(Tensor ids, Packing packing) {
    /**
     * @param sequences [rows][tokens of the row]
     * @throws IllegalArgumentException if there is no row or an empty one
     */
    public static PackedBatch of(int[][] sequences, Device device) {
        int[] lengths = Arrays.stream(sequences).mapToInt(row -> row.length).toArray();
        int[] ids = Arrays.stream(sequences).flatMapToInt(Arrays::stream).toArray();
        Packing packing = Packing.of(lengths, device);
        return new PackedBatch(Tensors.of(ids, device, ids.length), packing);
    }
}
