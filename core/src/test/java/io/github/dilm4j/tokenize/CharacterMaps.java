package io.github.dilm4j.tokenize;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Small character maps in SentencePiece's format. */
public final class CharacterMaps {
    private static final int UNITS = 512;
    private static final int HAS_TEXT = 1 << 8;
    private static final int TEXT = 1 << 31;
    private static final int OFFSET = 10; // the number of bits before the offset

    private CharacterMaps() {}

    /** Returns a map from {@code A} to {@code a}: the root is at 256, the leaf at 300, and its text begins at 0. */
    public static byte[] toLowerA() {
        int root = 256;
        int leaf = 300;
        int unit = root ^ 'A';
        ByteBuffer bytes = ByteBuffer.allocate((1 + UNITS) * Integer.BYTES + 2).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(0, UNITS * Integer.BYTES);
        bytes.putInt(at(0), root << OFFSET);
        bytes.putInt(at(unit), (unit ^ leaf) << OFFSET | HAS_TEXT | 'A');
        bytes.putInt(at(leaf), TEXT);
        bytes.put(at(UNITS), (byte) 'a'); // the next byte is the terminating zero
        return bytes.array();
    }

    private static int at(int unit) {
        return (1 + unit) * Integer.BYTES;
    }
}
