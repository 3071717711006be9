package io.github.dilm4j.training;

import io.github.dilm4j.base.RandomStreams;
import java.util.ArrayList;
import java.util.List;

/**
 * The examples of each step's batch: every epoch is a new permutation, and batches continue across its end. A batch
 * depends on the step alone, so a resumed run uses the same batches.
 */
public final class EpochOrder {
    private final int size;
    private final int batchSize;
    private final RandomStreams streams;
    private final String name;
    private long epoch = -1;
    private int[] permutation = {};

    /**
     * @param batchSize larger than {@code size} means {@code size}
     * @param name of the random stream
     */
    public EpochOrder(int size, int batchSize, RandomStreams streams, String name) {
        if (size < 1 || batchSize < 1) {
            throw new IllegalArgumentException("size and batch size must be positive, got " + size + ", " + batchSize);
        }
        this.size = size;
        this.batchSize = Math.min(batchSize, size);
        this.streams = streams;
        this.name = name;
    }

    /** The indexes of the examples of step {@code step}, counted from 0. */
    public int[] batch(long step) {
        int[] batch = new int[batchSize];
        for (int i = 0; i < batchSize; i++) {
            long position = step * batchSize + i;
            batch[i] = permutation(position / size)[(int) (position % size)];
        }
        return batch;
    }

    /** The elements of {@code list} (as many as the order was made for) that make up the batch of a step. */
    public <T> List<T> batchOf(List<T> list, long step) {
        List<T> chosen = new ArrayList<>(batchSize);
        for (int index : batch(step)) {
            chosen.add(list.get(index));
        }
        return chosen;
    }

    private int[] permutation(long wanted) {
        if (epoch != wanted) {
            permutation = RandomStreams.permutation(size, streams.stream(name, wanted));
            epoch = wanted;
        }
        return permutation;
    }
}
