package io.github.dilm4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dilm4j.base.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FieldNamesTest {
    @TempDir
    Path folder;

    private Path csv(String text) throws IOException {
        return Files.writeString(folder.resolve("a.csv"), text);
    }

    @Test
    void aQuotedNameMayHoldCommasQuotesAndLineEnds() throws IOException {
        assertThat(FieldNames.of(csv("\n\"the\ntext\",\"a \"\"b\"\", c\",label\r\nx,y,z\n")))
                .containsExactly("the\ntext", "a \"b\", c", "label");
        assertThat(FieldNames.of(csv("\uFEFFtext,label\n"))).containsExactly("text", "label");
    }

    @Test
    void aBrokenHeaderIsToldAsWhereRowsAreRead() throws IOException {
        assertSentence(
                csv("\"te\"xt\",label\na,b\n"), ":1: text follows a closing quote; double the quotes inside the field");
        assertSentence(csv("\"text,label\na,b\n"), ":1: a quote opens here and never closes; close it or double it");
        assertSentence(csv("\n"), ": is empty; give a file with examples");
    }

    private static void assertSentence(Path file, String sentence) {
        assertThatThrownBy(() -> FieldNames.of(file))
                .isInstanceOf(InputException.class)
                .hasMessage(file + sentence);
    }
}
