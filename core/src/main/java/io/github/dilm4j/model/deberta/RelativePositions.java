package io.github.dilm4j.model.deberta;

import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;

/**
 * Maps distances to rows of the table of distances. Near distances have a row each; distances beyond half the buckets
 * share rows whose width grows with the logarithm.
 *
 * @param buckets for distances of one sign; 0 for a row each, up to {@code farthest}
 * @param farthest larger distances count as this
 */
record RelativePositions(int buckets, int farthest) {

    /** Half the rows of the table. */
    int span() {
        return buckets > 0 ? buckets : farthest;
    }

    /**
     * Returns the rows for all pairs of tokens.
     *
     * @param like for the device
     * @return [length, length] int64: of query i and key j that of the distance i − j
     */
    Tensor rows(int length, Tensor like) {
        int[] byDistance = new int[2 * length - 1];
        for (int i = 0; i < byDistance.length; i++) {
            byDistance[i] = row(i - length + 1);
        }
        int[] rows = new int[length * length];
        for (int query = 0; query < length; query++) {
            for (int key = 0; key < length; key++) {
                rows[query * length + key] = byDistance[query - key + length - 1];
            }
        }
        return Tensors.of(rows, Device.CPU, length, length).to(like.device(), like.scalar_type());
    }

    /** In [0, 2 · span). */
    int row(int distance) {
        int position = buckets > 0 ? bucket(distance) : distance;
        return Math.min(Math.max(position + span(), 0), 2 * span() - 1);
    }

    private int bucket(int distance) {
        int middle = buckets / 2;
        int absolute = Math.abs(distance);
        if (absolute <= middle) {
            return distance;
        }
        double share = Math.log((double) absolute / middle) / Math.log((farthest - 1.0) / middle);
        return Integer.signum(distance) * (middle + (int) Math.ceil(share * (middle - 1)));
    }
}
