package io.github.dilm4j.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuggestionTest {
    private static final List<String> KNOWN = List.of("sentence", "label", "labels", "id");

    @ParameterizedTest
    @CsvSource({
        "sentense, sentence",
        "SENTENCE, sentence",
        "sntnce, sentence",
        "lable, label",
        "labelz, label",
        "ix, id"
    })
    void nearestName(String typed, String nearest) {
        assertThat(Suggestion.nearest(typed, KNOWN)).contains(nearest);
        assertThat(Suggestion.clause(typed, KNOWN)).isEqualTo(", did you mean '" + nearest + "'?");
    }

    @Test
    void nothingIsNear() {
        assertThat(Suggestion.nearest("text", KNOWN)).isEmpty();
        assertThat(Suggestion.clause("text", KNOWN)).isEmpty();
        assertThat(Suggestion.nearest("x", List.of())).isEmpty();
    }

    /** A header may have an unnamed column. */
    @Test
    void nothingIsNoSuggestion() {
        assertThat(Suggestion.clause("a", List.of("", " "))).isEmpty();
    }
}
