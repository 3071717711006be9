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
    void textsWithoutWordsRepeatNothing() {
        assertThat(TRAINING.repetition("dilm", 1, List.of(List.of(Example.of("…", 0)))))
                .isEqualTo(new Repetition("dilm", 1, 1, 0, 0, 0, 0, 1, 0));
    }
}
