package io.github.dilm4j.tokenize;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/**
 * GPT-2's alphabet of 256 visible characters, one for each byte: a byte that is a visible Latin-1 character stands for
 * itself, the others get U+0100, U+0101 and so on in byte order.
 */
final class ByteAlphabet {
    static final int BYTES = 256;

    private static final String LETTERS = letters(); // [256], by byte

    private ByteAlphabet() {}

    /** The UTF-8 bytes of a text in this alphabet. */
    static String encode(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        StringBuilder letters = new StringBuilder(bytes.length);
        for (byte each : bytes) {
            letters.append(LETTERS.charAt(each & 0xFF));
        }
        return letters.toString();
    }

    /** The 256 letters in order of their code points, which is the order of their ids. */
    static List<String> sortedLetters() {
        return LETTERS.chars().sorted().mapToObj(Character::toString).collect(Collectors.toList());
    }

    private static String letters() {
        StringBuilder letters = new StringBuilder(BYTES);
        int next = 0x100;
        for (int value = 0; value < BYTES; value++) {
            boolean visible = (value >= '!' && value <= '~') || (value >= 0xA1 && value <= 0xFF && value != 0xAD);
            letters.append((char) (visible ? value : next++));
        }
        return letters.toString();
    }
}
