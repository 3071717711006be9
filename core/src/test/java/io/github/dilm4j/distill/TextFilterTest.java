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
        assertThat(filter(5, 5, 5).complaint()).isEmpty();
        assertThat(filter(4, 4, 5).complaint())
                .contains("of 9 generated texts only 4 are usable (5 without an end or a separator)");
    }

    @Test
    void complainsOfTooFewDifferentTexts() {
        assertThat(filter(30, 3, 0).complaint()).isEmpty();
        assertThat(filter(30, 2, 0).complaint())
                .contains("the generator repeats itself: of 30 usable texts only 2 are different");
    }

    @Test
    void saysInWordsWhyTextsWereLost() {
        assertThat(new TextCounts(13, 3, 4, 3, 2, 1).losses())
                .isEqualTo("4 empty, 3 without an end or a separator, 2 pairs of equal texts, 1 repeated");
        assertThat(new TextCounts(3, 3, 0, 0, 0, 0).losses()).isEmpty();
    }

    /**
     * Filters {@code usable} complete texts, {@code different} of them distinct, and {@code cutOff} texts that are cut
     * off.
     */
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
