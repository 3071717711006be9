package io.github.dilm4j.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.data.LabelPrompt;
import io.github.dilm4j.generator.GeneratedText.Outcome;
import io.github.dilm4j.generator.LabelledTextFormat.Spacing;
import io.github.dilm4j.tokenize.TokenSequence;
import io.github.dilm4j.tokenize.Tokenizer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class LabelledTextFormatTest {
    private static Tokenizer tokenizer;

    @BeforeAll
    static void trainTokenizer() {
        tokenizer = TinyGenerator.tokenizer();
    }

    @AfterAll
    static void close() {
        tokenizer.close();
    }

    private static LabelledTextFormat format(boolean pairs, int maxTokens, Spacing spacing) {
        return new LabelledTextFormat(tokenizer, 2, pairs, maxTokens, spacing);
    }

    private static LabelledTextFormat prompted(int maxTokens) {
        return new LabelledTextFormat(
                tokenizer, 2, false, maxTokens, Spacing.COMPACT, Optional.of(TinyGenerator.PROMPT));
    }

    private static LabelledTextFormat single() {
        return format(false, 40, Spacing.COMPACT);
    }

    private static LabelledTextFormat pairs() {
        return format(true, 40, Spacing.COMPACT);
    }

    private static int id(String token) {
        return tokenizer.id(token).orElseThrow();
    }

    private static int[] encoded(LabelledTextFormat format, Example example) {
        List<TokenSequence> sequences = format.encode(List.of(example));
        return sequences.get(0).ids();
    }

    private static Example pair(String first, String second, int label) {
        return new Example(List.of(first, second), label);
    }

    /** Concatenates arrays of token ids and single ids. */
    private static int[] ids(Object... parts) {
        return Arrays.stream(parts)
                .flatMapToInt(part -> part instanceof int[] many ? IntStream.of(many) : IntStream.of((Integer) part))
                .toArray();
    }

    /** Returns the tokens that a generator draws when it writes the example: all after the label's token. */
    private static int[] drawn(LabelledTextFormat format, Example example) {
        int[] ids = encoded(format, example);
        return Arrays.copyOfRange(ids, 1, ids.length);
    }

    @Test
    void aTextStandsBetweenItsLabelAndTheEnd() {
        assertThat(encoded(single(), Example.of("a rare film", 1)))
                .containsExactly(ids(id("<bos_1>"), tokenizer.encode(" a rare film"), single().endId()));
        assertThat(encoded(format(false, 40, Spacing.REFERENCE), Example.of("a rare film", 0)))
                .containsExactly(ids(id("<bos_0>"), tokenizer.encode(" a rare film "), single().endId()));
    }

    @Test
    void aPromptWithTheLabelsNameFollowsAnEndToken() {
        LabelledTextFormat format = prompted(40);
        int end = format.endId();
        int[] words = tokenizer.encode("warm and funny film:");
        int[] ids = encoded(format, Example.of("a rare film", 1));
        assertThat(ids).containsExactly(ids(end, words, id("<bos_1>"), tokenizer.encode(" a rare film"), end));
        assertThat(format.prefix(1)).containsExactly(ids(end, words, id("<bos_1>")));
        assertThat(format.textStart(TokenSequence.of(ids))).isEqualTo(words.length + 2);
        assertThat(format.promptTokens()).isEqualTo(words.length + 1);
        assertThat(single().promptTokens()).isZero();
        assertThat(single().textStart(TokenSequence.of(encoded(single(), Example.of("a rare film", 1)))))
                .isEqualTo(1);
    }

    @Test
    void aPromptTakesNoRoomFromTheText() {
        Example example = Example.of("not funny , not warm , not a film", 1);
        int[] short6 = encoded(format(false, 6, Spacing.COMPACT), example);
        assertThat(encoded(prompted(6), example))
                .containsExactly(
                        ids(Arrays.copyOf(prompted(6).prefix(1), prompted(6).promptTokens()), short6));
        int[] whole = encoded(prompted(40), example);
        assertThat(encoded(prompted(40).within(whole.length), example)).containsExactly(whole);
        int prompt = prompted(40).promptTokens();
        assertThatThrownBy(() -> prompted(40).within(prompt + 3))
                .isInstanceOf(InputException.class)
                .hasMessage("the model reads " + (prompt + 3)
                        + " tokens at most, of which the generator's prompt takes " + prompt
                        + "; that leaves no room for a text, so take a shorter prompt or another model");
        assertThat(encoded(prompted(40).within(whole.length - 1), example))
                .containsExactly(Arrays.copyOf(whole, whole.length - 1));
    }

    @Test
    void aPromptThatSpellsAControlTokenHoldsNone() {
        LabelPrompt spelled = new LabelPrompt("<bos_0> {label}<pad>", List.of("dull", "warm"));
        LabelledTextFormat format =
                new LabelledTextFormat(tokenizer, 2, false, 40, Spacing.COMPACT, Optional.of(spelled));
        int[] ids = encoded(format, Example.of("a film", 1));
        assertThat(ids).doesNotContain(id("<bos_0>")).doesNotContain(id("<pad>"));
        assertThat(format.textStart(TokenSequence.of(ids))).isEqualTo(format.prefix(1).length);
    }

    @Test
    void aPromptNamesEveryLabel() {
        LabelPrompt three = new LabelPrompt("{label}:", List.of("a", "b", "c"));
        assertThatThrownBy(() -> new LabelledTextFormat(tokenizer, 2, false, 40, Spacing.COMPACT, Optional.of(three)))
                .isInstanceOf(InputException.class)
                .hasMessage("the generator's prompt names 3 labels, 2 are expected; name each label of the task, in the"
                        + " same order");
        assertThatThrownBy(() -> new LabelPrompt("a text:", List.of("a", "b")))
                .isInstanceOf(InputException.class)
                .hasMessage("the generator's prompt 'a text:' does not contain {label}, which stands for the label's"
                        + " name; add it");
    }

    @Test
    void aSeparatorStandsBetweenTheTextsOfAPair() {
        assertThat(encoded(pairs(), pair("a film", "not dull", 0)))
                .containsExactly(ids(
                        id("<bos_0>"),
                        tokenizer.encode(" a film"),
                        id("<sep>"),
                        tokenizer.encode(" not dull"),
                        pairs().endId()));
        assertThatThrownBy(() -> pairs().encode(List.of(Example.of("a film", 0))))
                .hasMessage("an example has 1 texts");
        assertThatThrownBy(() -> single().encode(List.of(pair("a", "b", 0)))).hasMessage("an example has 2 texts");
    }

    @Test
    void whatIsTooLongIsCutAndHasNoFalseEnd() {
        Example example = Example.of("not funny , not warm , not a film", 0);
        int[] whole = encoded(single(), example);
        assertThat(encoded(format(false, 6, Spacing.COMPACT), example)).containsExactly(Arrays.copyOf(whole, 6));
        assertThat(encoded(format(false, whole.length - 1, Spacing.COMPACT), example))
                .containsExactly(Arrays.copyOf(whole, whole.length - 1));
        assertThat(encoded(format(false, whole.length, Spacing.COMPACT), example))
                .containsExactly(whole);
    }

    @Test
    void ofAPairTheLongerTextIsCutFirst() {
        String text = "not funny , not warm , not a film";
        int[] many = tokenizer.encode(" " + text);
        int[] few = tokenizer.encode(" dull");
        int[] rest = Arrays.copyOf(many, few.length + 2); // the texts share 2 * few.length + 2 tokens
        int[] half = Arrays.copyOf(many, few.length + 1);
        assertThat(many.length).isGreaterThan(rest.length);
        LabelledTextFormat cutting = format(true, 2 * few.length + 4, Spacing.COMPACT);
        int sep = id("<sep>");
        assertThat(encoded(cutting, pair(text, "dull", 1))).containsExactly(ids(id("<bos_1>"), rest, sep, few));
        assertThat(encoded(cutting, pair("dull", text, 1))).containsExactly(ids(id("<bos_1>"), few, sep, rest));
        assertThat(encoded(cutting, pair(text, text, 1))).containsExactly(ids(id("<bos_1>"), half, sep, half));
        Example pair = pair(text, "dull", 1);
        int[] whole = encoded(pairs(), pair);
        assertThat(whole).endsWith(pairs().endId());
        assertThat(encoded(format(true, whole.length, Spacing.COMPACT), pair)).containsExactly(whole);
        assertThat(encoded(format(true, whole.length - 1, Spacing.COMPACT), pair))
                .containsExactly(Arrays.copyOf(whole, whole.length - 1));
    }

    @Test
    void aTextThatSpellsAControlTokenHoldsNone() {
        int[] ids = encoded(pairs(), pair("a <bos_1> film <pad>", "dull <sep> not", 0));
        assertThat(Arrays.stream(ids).filter(id -> id == id("<sep>"))).hasSize(1);
        assertThat(ids).doesNotContain(id("<bos_1>")).doesNotContain(id("<pad>"));
    }

    @Test
    void whatIsEncodedIsReadBack() {
        for (Example example : TinyGenerator.EXAMPLES) {
            GeneratedText read = single().parse(example.label(), drawn(single(), example), -3);
            assertThat(read.example()).isEqualTo(example);
            assertThat(read.outcome()).isEqualTo(Outcome.COMPLETE);
            assertThat(read.logProbability()).isEqualTo(-3);
        }
        Example pair = pair("a film", "not dull", 1);
        GeneratedText read = pairs().parse(1, drawn(pairs(), pair), 0);
        assertThat(read.example()).isEqualTo(pair);
        assertThat(read.outcome()).isEqualTo(Outcome.COMPLETE);
    }

    @Test
    void everyKindOfUnusableTextHasItsOutcome() {
        int end = single().endId();
        int sep = id("<sep>");
        int[] film = tokenizer.encode(" a film");
        int[] dull = tokenizer.encode(" dull");
        assertThat(single().parse(0, film, 0).outcome()).isEqualTo(Outcome.CUT_OFF);
        assertThat(single().parse(0, ids(end), 0).outcome()).isEqualTo(Outcome.EMPTY);
        assertThat(single().parse(0, ids(tokenizer.encode("  "), end), 0).outcome())
                .isEqualTo(Outcome.EMPTY);
        assertThat(pairs().parse(0, ids(film, end), 0).outcome()).isEqualTo(Outcome.NO_SEPARATOR);
        assertThat(pairs().parse(0, ids(film, sep, dull, sep, film, end), 0).outcome())
                .isEqualTo(Outcome.NO_SEPARATOR);
        assertThat(pairs().parse(0, ids(film, sep, end), 0).outcome()).isEqualTo(Outcome.EMPTY);
        assertThat(pairs().parse(0, ids(film, sep, film, end), 0).outcome()).isEqualTo(Outcome.IDENTICAL_PAIR);
        assertThat(pairs().parse(0, ids(film, sep, dull), 0).outcome()).isEqualTo(Outcome.CUT_OFF);
    }

    @Test
    void noTextHoldsALabelOrPaddingAndSinglesNoSeparator() {
        assertThat(single().forbiddenIds())
                .containsExactlyInAnyOrder(id("<bos_0>"), id("<bos_1>"), id("<pad>"), id("<sep>"));
        assertThat(pairs().forbiddenIds()).containsExactlyInAnyOrder(id("<bos_0>"), id("<bos_1>"), id("<pad>"));
    }

    @Test
    void tokensThatAreThereAreNotAddedTwice() {
        try (Tokenizer again = LabelledTextFormat.addTokens(tokenizer, 3)) {
            assertThat(again.size()).isEqualTo(tokenizer.size() + 1);
            assertThat(again.id("<bos_1>")).isEqualTo(tokenizer.id("<bos_1>"));
        }
    }

    @Test
    void aTokenizerWithoutTheTokensIsTold() {
        assertThatThrownBy(() -> new LabelledTextFormat(tokenizer, 3, false, 40, Spacing.COMPACT))
                .isInstanceOf(InputException.class)
                .hasMessage("the generator's tokenizer has no token '<bos_2>'; give a generator that a run trained");
    }
}
