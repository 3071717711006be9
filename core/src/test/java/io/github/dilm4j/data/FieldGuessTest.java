package io.github.dilm4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dilm4j.base.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FieldGuessTest {
    @TempDir
    private Path folder;

    /** Writes twenty rows. {@code #} stands for the row's number, {@code %} for one of two numbers. */
    private Path file(String header, String row) throws IOException {
        String rows = IntStream.range(0, 20)
                .mapToObj(i -> row.replace("#", String.valueOf(i)).replace("%", String.valueOf(i % 2)))
                .collect(Collectors.joining("\n"));
        return Files.writeString(folder.resolve("data.csv"), header + "\n" + rows + "\n");
    }

    private static List<String> texts(Path file) {
        return FieldGuess.texts(file, "label", TaskKeys.OPTIONS);
    }

    @Test
    void aTextIsTheFieldBesideTheLabelOrOneOfAUsualName() throws IOException {
        assertThat(texts(file("id,what,label,label_text", "#,a,0,no"))).containsExactly("what");
        assertThat(texts(file("date,Review,title,label", "#,a#,b,0"))).containsExactly("Review");
        assertThat(texts(file("premise,hypothesis,label", "#,a,0"))).containsExactly("premise", "hypothesis");
    }

    @Test
    void aTextIsTheFieldOfFarLongerValuesThatDiffer() throws IOException {
        assertThat(texts(file("shop,words,label", "city,the food of table # was warm and good,0")))
                .containsExactly("words");
        Path repeated = file("shop,note,label", "shop #,the same long sentence in every single row of it,0");
        assertThat(texts(repeated)).containsExactly("shop");
        Path alike = file("one,two,label", "something long #,something else #,0");
        assertThatThrownBy(() -> texts(alike))
                .isInstanceOf(InputException.class)
                .hasMessage(
                        alike + ": which of its fields [one, two, label] hold the texts is not clear; name one or two"
                                + " with --text");
    }

    @Test
    void aLabelIsTheFieldOfAUsualNameOrTheOneOfFewValues() throws IOException {
        assertThat(FieldGuess.label(file("text,Sentiment", "a#,%"))).isEqualTo("Sentiment");
        assertThat(FieldGuess.label(file("class,label,text", "x%,y%,a#"))).isEqualTo("label");
        assertThat(FieldGuess.label(file("text,kind", "a#,x%"))).isEqualTo("kind");
        assertThat(FieldGuess.label(file("text,kind,sort", "a#,x%,y%"))).isEqualTo("label"); // ambiguous
    }

    @Test
    void numbersGiveWayToTheNamesBesideThem() throws IOException {
        assertThat(FieldGuess.labelByName(file("text,label,label_text", "a#,%,is%"), "label"))
                .isEqualTo("label_text");
        assertThat(FieldGuess.labelByName(file("text,label,label_text", "a#,%,is#"), "label"))
                .isEqualTo("label");
        assertThat(FieldGuess.labelByName(file("text,label,label_text", "a#,%,same"), "label"))
                .isEqualTo("label");
        assertThat(FieldGuess.labelByName(file("text,label,label_text", "a#,x%,is%"), "label"))
                .isEqualTo("label");
        assertThat(texts(file("text,label,label_text", "a#,%,is%"))).containsExactly("text");
        assertThat(FieldGuess.texts(file("text,label,label_text", "a#,%,is%"), "label_text", TaskKeys.OPTIONS))
                .containsExactly("text");
    }
}
