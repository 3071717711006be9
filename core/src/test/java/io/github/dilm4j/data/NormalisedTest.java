package io.github.dilm4j.data;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NormalisedTest {
    @ParameterizedTest
    @CsvSource({
        "1.0, 1",
        "-2.000, -2",
        "-0.0, 0",
        "3., 3",
        "1.000000000000000000e+00, 1",
        "1.0E7, 10000000",
        "1.5e1, 15",
        "TRUE, true",
        "False, false",
        "cafe\u0301, caf\u00e9"
    })
    void aLabelHasOneForm(String raw, String label) {
        assertThat(Normalised.label(raw)).isEqualTo(label);
        assertThat(Normalised.label("\u00a0 " + raw + "\u2003\t")).isEqualTo(label);
        assertThat(Normalised.label("\ufeff" + raw + "\u200b\u00ad \u200f\u001a"))
                .isEqualTo(label);
        assertThat(Normalised.label(label)).isEqualTo(label);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1",
                "-1",
                "01",
                "01.0",
                "1.5",
                "1.10",
                ".0",
                "1e5",
                "1.0.0",
                "1.0x",
                "1_0.0",
                "1.0e99",
                "1.0e-1",
                "-",
                "9999999999999999999.0",
                "\u0661.0",
                "truth",
                "fal\u017fe",
                "a b",
                "a\u200d",
                "\ud83d\ude00",
                "a\u200bb"
            })
    void otherNamesStayAsTheyAre(String name) {
        assertThat(Normalised.label(name)).isEqualTo(name);
    }

    /** Tests the characters that Python's str.strip removes, and some that it keeps. */
    @Test
    void theSpacesAroundATextAreThoseOfPython() {
        String spaces = "\t\n\u000b\f\r\u001c\u001d\u001e\u001f \u0085\u00a0\u1680\u2000\u2007\u200a\u2028\u2029\u202f"
                + "\u205f\u3000";
        assertThat(Normalised.text(spaces)).isEmpty();
        assertThat(Normalised.text(spaces + "a" + spaces + "b" + spaces)).isEqualTo("a" + spaces + "b");
        assertThat(Normalised.text("\u200b1.0 True\ufeff")).isEqualTo("\u200b1.0 True\ufeff");
        assertThat(Normalised.text("1.0"))
                .as("labels are converted, texts are not")
                .isEqualTo("1.0");
    }
}
