package io.github.dilm4j.tokenize;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.dilm4j.base.InputException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.BitSet;
import java.util.Deque;

/**
 * The character map of SentencePiece in a {@code Precompiled} normalizer: a double-array trie (darts-clone) from
 * characters to places in a table of texts. The native library does not check the indices and aborts the process if one
 * leads out of the map, or if it cannot parse the map, so this class checks all of it first.
 */
final class CharacterMap {
    private static final int BYTES = 256;

    private final IntBuffer units;
    private final byte[] texts; // UTF-8, each ended by a zero

    private CharacterMap(IntBuffer units, byte[] texts) {
        this.units = units;
        this.texts = texts;
    }

    /**
     * Checks every map in a normalizer.
     *
     * @param normalizer of a tokenizer.json
     * @param place the file, for errors
     */
    static void check(JsonNode normalizer, String place) {
        for (JsonNode map : normalizer.findValues("precompiled_charsmap")) {
            if (!isSound(map.asText())) {
                throw InputException.at(
                        place, "its normalizer's precompiled_charsmap is damaged; load an undamaged copy");
            }
        }
    }

    private static boolean isSound(String base64) {
        byte[] decoded;
        try {
            decoded = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            return false;
        }
        // The library insists on padding and on zeros in the last symbol's spare bits; Java's decoder does not.
        if (decoded.length < Integer.BYTES
                || !Base64.getEncoder().encodeToString(decoded).equals(base64)) {
            return false;
        }
        ByteBuffer bytes = ByteBuffer.wrap(decoded).order(ByteOrder.LITTLE_ENDIAN);
        int size = bytes.getInt() / Integer.BYTES;
        if (size < 1 || size > bytes.remaining() / Integer.BYTES) {
            return false;
        }
        IntBuffer units = bytes.asIntBuffer().limit(size);
        byte[] texts = new byte[bytes.remaining() - size * Integer.BYTES];
        bytes.position(bytes.position() + size * Integer.BYTES).get(texts);
        return isUtf8(texts) && new CharacterMap(units, texts).staysInside();
    }

    private static boolean isUtf8(byte[] texts) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(texts));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    /** Checks every path from the root. */
    private boolean staysInside() {
        BitSet seen = new BitSet();
        Deque<Integer> open = new ArrayDeque<>();
        int root = offset(units.get(0));
        open.add(root);
        seen.set(root);
        while (!open.isEmpty()) {
            int node = open.remove();
            for (int label = 1; label < BYTES; label++) {
                int child = node ^ label;
                if (child >= units.limit()) {
                    return false;
                }
                int unit = units.get(child);
                if ((unit & 0x800000FF) != label) {
                    continue;
                }
                int next = child ^ offset(unit);
                boolean ends = ((unit >>> 8) & 1) == 1;
                if (ends && (next >= units.limit() || !isText(units.get(next) & 0x7FFFFFFF))) {
                    return false;
                }
                if (!seen.get(next)) {
                    seen.set(next);
                    open.add(next);
                }
            }
        }
        return true;
    }

    private static int offset(int unit) {
        return (unit >>> 10) << ((unit & (1 << 9)) >>> 6);
    }

    /** Whether a text begins at this place, and not inside a character. */
    private boolean isText(int at) {
        return at == texts.length || (at < texts.length && (texts[at] & 0xC0) != 0x80);
    }
}
