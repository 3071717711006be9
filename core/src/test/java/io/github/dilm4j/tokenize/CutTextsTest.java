package io.github.dilm4j.tokenize;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CutTextsTest {
    private static List<TokenSequence> ofLengths(int... lengths) {
        return IntStream.of(lengths)
                .mapToObj(length -> TokenSequence.of(new int[length]))
                .toList();
    }

    @Test
    void countsWhatIsLongerThanTheLimit() {
        CutTexts cut = CutTexts.of(ofLengths(3, 8, 9, 20), 8);
        assertThat(cut).isEqualTo(new CutTexts(2, 4, 20, 8));
        assertThat(cut.sentence("training texts", "learner.maxTokens"))
                .contains(
                        "2 of 4 training texts have more tokens than learner.maxTokens (8) and are cut; the longest has"
                                + " 20");
    }

    @Test
    void saysNothingWhereNothingIsCut() {
        assertThat(CutTexts.of(ofLengths(3, 8), 8).sentence("texts", "--max-tokens"))
                .isEmpty();
        assertThat(CutTexts.of(List.of(), 8).sentence("texts", "--max-tokens")).isEmpty();
    }
}
