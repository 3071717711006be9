package io.github.dilm4j.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dilm4j.data.Example;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrainingTextsTest {
    private static final TrainingTexts TRAINING =
            new TrainingTexts(List.of(Example.of("A dull film", 0), Example.of("a very fine play", 1)));

    @Test
    void copiesOverlapAndOwnRepetitionAreTold() {
        List<Example> first = List.of(Example.of("A dull film", 1), Example.of("a dull film!", 0));
        List<Example> second = List.of(Example.of("a fine song", 0), Example.of("nothing", 1));
        assertThat(TRAINING.repetition("dilm", 1, List.of(first, second)))
                .isEqualTo(new Repetition("dilm", 1, 4, 1, 0.4, 1, 1, (0.5 + 1) / 2, 10 / 4.0));
    }

    @Test
    void wordsKeepTheirMarksAndUnspacedScriptsAreReadByCharacter() {
        // Hindi "kitab" and "kitna" share a letter and a vowel sign, but no word
        TrainingTexts hindi = new TrainingTexts(
                List.of(Example.of("\u0915\u093f\u0924\u093e\u092c", 0), Example.of("\u0915\u0939\u093e", 1)));
        assertThat(hindi.repetition("dilm", 1, List.of(List.of(Example.of("\u0915\u093f\u0924\u0928\u093e", 0)))))
                .isEqualTo(new Repetition("dilm", 1, 1, 0, 0, 0, 0, 1, 1));

        // Chinese: the copy has the first four of five characters
        TrainingTexts chinese = new TrainingTexts(List.of(Example.of("\u8fd9\u90e8\u7535\u5f71\u597d", 0)));
        assertThat(chinese.repetition("dilm", 1, List.of(List.of(Example.of("\u8fd9\u90e8\u7535\u5f71", 0)))))
                .isEqualTo(new Repetition("dilm", 1, 1, 0, 0.8, 0.8, 0.8, 1, 4));
    }

    @Test
    void textsWithoutWordsRepeatNothing() {
        assertThat(TRAINING.repetition("dilm", 1, List.of(List.of(Example.of("…", 0)))))
                .isEqualTo(new Repetition("dilm", 1, 1, 0, 0, 0, 0, 1, 0));
    }
}
