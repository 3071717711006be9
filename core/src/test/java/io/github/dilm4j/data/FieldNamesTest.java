package io.github.dilm4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dilm4j.base.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
    void spacesAroundNamesAreDropped() throws IOException {
        assertThat(FieldNames.of(csv("text, label,\"x \"\n"))).containsExactly("text", "label", "x");
        assertSentence(csv("text,label, text\n"), ":1: the header names column 'text' twice; rename one of them");
    }

    @Test
    void aBrokenFirstObjectIsToldAsWhereRowsAreRead() throws IOException {
        Path file = folder.resolve("a.jsonl");
        Files.writeString(file, "\n{'a':1}\n");
        assertSentence(file, ":2: is not valid JSON from column 2 on; JSON has double quotes, not single ones");
        Files.writeString(file, "[\n");
        assertSentence(file, ":1: begins a JSON list; write each of its objects on a line of its own");
        Files.writeString(file, "{\"a\":NaN,\"b\":[1]}\nnot looked at\n");
        assertThat(FieldNames.of(file)).containsExactly("a", "b");
    }

    @Test
    void fieldsAreCheckedInEveryFileBeforeAnyRow() throws IOException {
        Path good = csv("text,label\n\"broken");
        Path other = Files.writeString(folder.resolve("b.tsv"), "text\tLabel\n");

        FieldNames.require(List.of(good), List.of("text"), "label", TaskKeys.CONFIG);
        assertThatThrownBy(() -> FieldNames.require(List.of(good, other), List.of(), "label", TaskKeys.OPTIONS))
                .isInstanceOf(InputException.class)
                .hasMessage(other + ":1: there is no column 'label' among [text, Label], did you mean 'Label'? Name it"
                        + " with --label");
        assertThatThrownBy(() -> FieldNames.require(List.of(good), List.of("body"), "label", TaskKeys.CONFIG))
                .hasMessage(good + ":1: there is no column 'body' among [text, label]; name one of these with"
                        + " task.textFields");
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
