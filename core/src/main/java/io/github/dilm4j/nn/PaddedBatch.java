package io.github.dilm4j.nn;

import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;

/**
 * Token sequences as rectangular tensors, padded on the right to the longest of them, with the packing that removes the
 * padding. The tensors belong to the scope of their creation.
 *
 * @param ids [batch, length] int64; padding is {@code padId}
 * @param typeIds [batch, length] int64
 * @param keyMask [batch, 1, 1, length] float32: 0 for tokens, {@link #MASKED_LOGIT} for padding
 * @param lengths tokens of every row
 * @param types highest type id + 1
 * @param packing the same rows one after the other
 */
public record PaddedBatch(Tensor ids, Tensor typeIds, Tensor keyMask, int[] lengths, int types, Packing packing) {
    /** Large enough to vanish in a softmax, small enough not to overflow when two of them are added. */
    public static final float MASKED_LOGIT = -1e30f;

    /**
     * @param ids [batch][tokens of the row]
     * @param typeIds like {@code ids}
     * @throws IllegalArgumentException if there is no row or an empty one
     */
    public static PaddedBatch of(int[][] ids, int[][] typeIds, int padId, Device device) {
        int rows = ids.length;
        int[] lengths = new int[rows];
        for (int i = 0; i < rows; i++) {
            lengths[i] = ids[i].length;
        }
        Packing packing = Packing.of(lengths, device);
        int length = packing.longest();
        long[] flatIds = new long[rows * length];
        long[] flatTypes = new long[rows * length];
        float[] mask = new float[rows * length];
        int highestType = 0;
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < length; j++) {
                boolean token = j < lengths[i];
                flatIds[i * length + j] = token ? ids[i][j] : padId;
                int type = token ? typeIds[i][j] : 0;
                flatTypes[i * length + j] = type;
                highestType = Math.max(highestType, type);
                mask[i * length + j] = token ? 0 : MASKED_LOGIT;
            }
        }
        return new PaddedBatch(
                Tensors.of(flatIds, device, rows, length),
                Tensors.of(flatTypes, device, rows, length),
                Tensors.of(mask, device, rows, 1, 1, length),
                lengths,
                highestType + 1,
                packing);
    }

    public int rows() {
        return lengths.length;
    }
}
