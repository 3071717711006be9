package io.github.dilm4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dilm4j.base.InputException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NameListTest {
    @Test
    void namesAreSplitAtCommasOutsideOfQuotes() {
        assertThat(NameList.of("--labels", List.of("a,b c"))).containsExactly("a", "b c");
        assertThat(NameList.of("--labels", List.of("\"a, b\",\"say \"\"c\"\"\"", "d")))
                .containsExactly("a, b", "say \"c\"", "d");
        assertThat(NameList.of("--labels", List.of())).isEmpty();
    }

    @Test
    void anEmptyNameIsLeftToBeRefused() {
        assertThat(NameList.of("--labels", List.of("a,", ""))).containsExactly("a", "", "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"a,b", "\"a\"b,c"})
    void brokenQuotesAreTold(String argument) {
        assertThatThrownBy(() -> NameList.of("--labels", List.of(argument)))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith("--labels: '" + argument + "' has a quote that does not close");
    }
}
