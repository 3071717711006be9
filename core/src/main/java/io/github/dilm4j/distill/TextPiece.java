package io.github.dilm4j.distill;

import io.github.dilm4j.generator.GeneratedText;
import io.github.dilm4j.generator.GenerationOptions;
import io.github.dilm4j.generator.Generator;
import io.github.dilm4j.piece.Piece;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * Texts that a generator writes in one call: numbers {@code from} to {@code to - 1} of those of a label and a seed.
 *
 * @param set its number, from 0
 */
public record TextPiece(int set, int label, int from, int to, long seed) implements Serializable {
    /** Most texts of a piece; larger pieces are not faster. */
    static final int MOST = 8192;

    /** All texts of a label. */
    static List<Piece<TextPiece>> all(int set, int label, int count, long seed) {
        List<Piece<TextPiece>> pieces = new ArrayList<>();
        for (int from = 0; from < count; from += MOST) {
            TextPiece piece = new TextPiece(set, label, from, Math.min(count, from + MOST), seed);
            pieces.add(new Piece<>(piece.name(), piece));
        }
        return pieces;
    }

    /** The number of pieces for this number of texts of a label. */
    public static int count(int texts) {
        return (texts + MOST - 1) / MOST;
    }

    /** Lets a generator write them. */
    public List<GeneratedText> write(Generator generator, GenerationOptions options) {
        return generator.generate(label, from, to, options, seed);
    }

    private String name() {
        return "set " + set + ", label " + label + ", texts " + from + " to " + (to - 1);
    }
}
