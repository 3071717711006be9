package io.github.dilm4j.generator;

import java.util.Arrays;

/** A growing list of ints. */
final class IntList {
    private int[] values = new int[16];
    private int size;

    void add(int value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, 2 * size);
        }
        values[size++] = value;
    }

    int size() {
        return size;
    }

    int get(int index) {
        return values[index];
    }

    void copyTo(int[] target, int at) {
        System.arraycopy(values, 0, target, at, size);
    }

    int[] toArray() {
        return Arrays.copyOf(values, size);
    }
}
