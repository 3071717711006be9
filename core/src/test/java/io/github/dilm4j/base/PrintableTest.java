package io.github.dilm4j.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrintableTest {
    private static final String HOSTILE = "a\u202eb\u2066c\u001b[2J\u0085\u2028d\r\n\te\ud800";

    @Test
    void charactersThatRewriteTheirSurroundingsAreReplaced() {
        assertThat(Printable.of(HOSTILE)).isEqualTo("a\ufffdb\ufffdc\ufffd[2J\ufffd\ufffdd\ufffd\n\te\ufffd");
        assertThat(Printable.line(HOSTILE)).isEqualTo("a\ufffdb\ufffdc\ufffd[2J d e\ufffd");
        assertThat(Printable.value("x\n\ty")).isEqualTo("x\ufffd\ufffdy");
    }

    @ParameterizedTest
    @CsvSource({
        "https://bob:secret@host/x.csv: no file,https://…@host/x.csv: no file",
        "https:/hf_secret@host/x.csv, https:/…@host/x.csv",
        "'s3://key:se@cret@bucket/x, y', 's3://…@bucket/x, y'",
        "'https://host/x.csv?X-Sig=a:b&c=d: no file', https://host/x.csv?…: no file",
        "(https://host/x?token=secret), (https://host/x?…)",
        "http://localhost:8000/v1: me@home?, http://localhost:8000/v1: me@home?",
        "C:/me@work/x?.csv, C:/me@work/x?.csv",
        "org/name@revision, org/name@revision"
    })
    void aLineHoldsNoSecretOfAnAddress(String text, String line) {
        assertThat(Printable.line(text)).isEqualTo(line);
    }

    @Test
    void aTextOfDataKeepsItsAddresses() {
        String text = "see http://bob:x@shop/item?id=7, or ask";
        assertThat(Printable.textLine(" see\thttp://bob:x@shop/item?id=7,\n or ask\u202e"))
                .isEqualTo(text + "\ufffd");
    }

    @Test
    void joinersAndSpacesStay() {
        String text = "\u0646\u200c\u0627  \ud83d\udc69\u200d\ud83d\ude80 \u00e9";
        assertThat(Printable.line(text)).isEqualTo(text);
    }

    @Test
    void anInputExceptionIsOneSentenceOnOneLineWhateverItQuotes() {
        assertThat(InputException.at("a.csv:2", "label 'x\n2026 all well\u202e' is not known"))
                .hasMessage("a.csv:2: label 'x 2026 all well\ufffd' is not known");
        assertThat(InputException.atEach("my.yaml", List.of("one\nline", "two")))
                .hasMessage("my.yaml: one line\nmy.yaml: two");
    }

    /** The place and the remedy are at the start and end of a message, and a quoted value may be long. */
    @Test
    void anInputExceptionLeavesOutTheMiddleOfALongSentence() {
        String sentence = "a.json: the type is '" + "\ud83d\ude80".repeat(5000) + "'; use another";
        String message = InputException.at("a.json", sentence.substring(8)).getMessage();
        assertThat(message).startsWith("a.json: the type is '\ud83d\ude80").endsWith("\ud83d\ude80'; use another");
        assertThat(message).contains("\ud83d\ude80…\ud83d\ude80");
        assertThat(message.codePointCount(0, message.length())).isEqualTo(2000);
        assertThat(new InputException("a.json: " + "x".repeat(1992))).hasMessage("a.json: " + "x".repeat(1992));
    }

    @Test
    void jsonHasNoCharacterThatEndsALine() {
        String text = "a\u0085b\u2028c\u2029d\ne\u000bf\u001cg\u00e9";
        String line = Json.line(text);
        assertThat(line).isEqualTo("\"a\\u0085b\\u2028c\\u2029d\\ne\\u000Bf\\u001Cg\u00e9\"");
        assertThat(Json.pretty(text)).isEqualTo(line + "\n");
    }
}
