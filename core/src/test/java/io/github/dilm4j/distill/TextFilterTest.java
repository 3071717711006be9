package io.github.dilm4j.distill;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dilm4j.data.Example;
import io.github.dilm4j.generator.GeneratedText;
import io.github.dilm4j.generator.GeneratedText.Outcome;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextFilterTest {
    @Test
    void countsEveryTextOnce() {
        List<GeneratedText> texts = List.of(
                text("good", Outcome.COMPLETE),
                text("good", Outcome.COMPLETE),
                text("", Outcome.EMPTY),
                text("good and", Outcome.CUT_OFF),
                text("good good", Outcome.IDENTICAL_PAIR));
        assertThat(TextFilter.of(texts, true).counts()).isEqualTo(new TextCounts(5, 1, 1, 1, 1, 1));
        assertThat(TextFilter.of(texts, false).counts()).isEqualTo(new TextCounts(5, 2, 1, 1, 1, 0));
    }

    @Test
    void complainsOfTooFewUsableTexts() {
        assertThat(filter(5, 5, 5).complaint(0)).isEmpty();
        assertThat(filter(4, 4, 5).complaint(1))
                .contains("only 4 of 9 generated texts for label 1 are usable: TextCounts[written=9, kept=4, empty=0,"
                        + " cutOff=5, identicalPairs=0, duplicates=0]");
    }

    @Test
    void complainsOfTooFewDifferentTexts() {
        assertThat(filter(30, 3, 0).complaint(0)).isEmpty();
        assertThat(filter(30, 2, 0).complaint(0))
                .contains("the generator repeats itself: of 30 usable texts for label 0 only 2 are different; lower"
                        + " matching.training.learningRate");
    }

    /** So many usable texts, so many of them different, and so many that were cut off. */
    private static TextFilter filter(int usable, int different, int cutOff) {
        List<GeneratedText> texts = new ArrayList<>();
        for (int i = 0; i < usable; i++) {
            texts.add(text("text " + i % different, Outcome.COMPLETE));
        }
        for (int i = 0; i < cutOff; i++) {
            texts.add(text("text", Outcome.CUT_OFF));
        }
        return TextFilter.of(texts, false);
    }

    private static GeneratedText text(String text, Outcome outcome) {
        return new GeneratedText(Example.of(text, 0), outcome, -1, 3);
    }
}
