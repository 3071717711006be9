package io.github.dilm4j.audit;

import io.github.dilm4j.data.Example;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The real example nearest to each text of one set.
 *
 * @param set which of the method's sets of this size, from 0
 * @param texts in the order of the set
 */
public record NearestReal(String method, int dpc, int set, List<Text> texts) {
    /**
     * @param copy the name of the {@link CopyFinder.Kind} in lower case; empty if the text is not a copy
     * @param overlap with the real example that shares most words, see {@link NearestTexts}; 0 if none shares one
     * @param real that example, or the one that was copied, field by field; empty if there is none
     */
    public record Text(String copy, double overlap, List<String> real) {
        public Text {
            real = List.copyOf(real);
        }
    }

    public NearestReal {
        texts = List.copyOf(texts);
    }

    /** @param copies for each text of the set what it is a copy of */
    static NearestReal of(SetCopies.Named set, List<Optional<CopyFinder.Copy>> copies, NearestTexts nearest) {
        List<Text> texts = new ArrayList<>();
        for (int i = 0; i < copies.size(); i++) {
            texts.add(text(copies.get(i), nearest.to(set.texts().get(i))));
        }
        return new NearestReal(set.method(), set.dpc(), set.set(), texts);
    }

    private static Text text(Optional<CopyFinder.Copy> copy, Optional<NearestTexts.Nearest> nearest) {
        return new Text(
                copy.map(found -> SetAudit.word(found.kind())).orElse(""),
                nearest.map(NearestTexts.Nearest::overlap).orElse(0.0),
                copy.map(CopyFinder.Copy::real)
                        .or(() -> nearest.map(NearestTexts.Nearest::example))
                        .map(Example::texts)
                        .orElse(List.of()));
    }
}
