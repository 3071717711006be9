package io.github.dilm4j.distill;

import io.github.dilm4j.generator.GeneratedText;
import io.github.dilm4j.piece.Piece;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Collects the texts of pieces until a set is complete. */
public final class WrittenTexts {
    private final Map<TextPiece, List<GeneratedText>> byPiece = new TreeMap<>(
            Comparator.comparing(TextPiece::set).thenComparing(TextPiece::label).thenComparing(TextPiece::from));

    public void add(TextPiece piece, List<GeneratedText> texts) {
        byPiece.put(piece, texts);
    }

    public boolean hold(List<Piece<TextPiece>> pieces) {
        return pieces.stream().map(Piece::input).allMatch(byPiece::containsKey);
    }

    /**
     * Removes and returns the texts of a set.
     *
     * @return [label][text]
     */
    List<List<GeneratedText>> take(int set, int labels) {
        List<List<GeneratedText>> texts = new ArrayList<>();
        for (int label = 0; label < labels; label++) {
            texts.add(new ArrayList<>());
        }
        byPiece.entrySet().removeIf(written -> {
            boolean ofSet = written.getKey().set() == set;
            if (ofSet) {
                texts.get(written.getKey().label()).addAll(written.getValue());
            }
            return ofSet;
        });
        return texts;
    }
}
