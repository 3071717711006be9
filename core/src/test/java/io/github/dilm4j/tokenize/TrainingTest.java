package io.github.dilm4j.tokenize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dilm4j.base.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingTest {
    @Test
    void bytePairsAreThoseOfTheHuggingFaceTrainer() {
        try (Tokenizer trained = BytePairTraining.train(Samples.sentences(), 320);
                Tokenizer reference = Tokenizer.load(Samples.FOLDER.resolve("gpt2"))) {
            assertThat(tokens(trained)).isEqualTo(tokens(reference));
            List<String> texts = Samples.strings(Samples.expected().get("texts"));
            assertThat(Samples.lists(trained.encodeAll(texts))).isEqualTo(Samples.lists(reference.encodeAll(texts)));
            assertThat(trained.specialTokens().eos()).hasValue(0);
        }
    }

    /**
     * The Hugging Face trainer numbers continuing letters in the order of a hash map. With its numbers, all else is
     * equal.
     */
    @Test
    void wordPiecesAreThoseOfTheHuggingFaceTrainer() {
        try (Tokenizer reference = Tokenizer.load(Samples.FOLDER.resolve("bert"))) {
            List<String> expected = tokens(reference);
            List<String> beginning = new ArrayList<>(expected);
            beginning.removeIf(token -> token.matches("(##)?\\p{L}{2,}")); // learned pieces have more than one letter
            WordCounts counts = WordPieceTraining.count(Samples.sentences(), true);
            PairMerges.Learnt learnt = WordPieceTraining.learn(counts, beginning, expected.size());
            assertThat(new ArrayList<>(learnt.vocabulary().keySet())).isEqualTo(expected);
        }
    }

    @Test
    void wordPiecesBeginWithSpecialTokensThenLettersByCodePoint() {
        try (Tokenizer tokenizer = WordPieceTraining.train(List.of("Tea at Tattat"), 12, true)) {
            assertThat(tokens(tokenizer))
                    .containsExactly(
                            "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a", "e", "t", "##a", "##e", "##t", "##at");
        }
    }

    @Test
    void trainedWordPiecesWriteEveryTrainingText() {
        List<String> texts =
                List.of("Crème brûlée, twice!", "\u4e2d\u6587 tea\u00a0time", "naïve\tnaïve \u03a3\u03a3", "a-b_c (d)");
        for (boolean lowerCase : new boolean[] {true, false}) {
            try (Tokenizer tokenizer = WordPieceTraining.train(texts, 200, lowerCase)) {
                for (int[] ids : tokenizer.encodeAll(texts)) {
                    assertThat(ids)
                            .doesNotContain(tokenizer.specialTokens().unk().orElseThrow());
                }
                assertThat(tokenizer.id("C").isPresent()).isNotEqualTo(lowerCase);
            }
        }
    }

    @Test
    void orderOfTheTextsChangesNoByte(@TempDir Path temp) throws IOException {
        List<String> reversed = new ArrayList<>(Samples.sentences());
        Collections.reverse(reversed);
        try (Tokenizer one = BytePairTraining.train(Samples.sentences(), 300);
                Tokenizer two = BytePairTraining.train(reversed, 300);
                Tokenizer three = WordPieceTraining.train(Samples.sentences(), 90, false);
                Tokenizer four = WordPieceTraining.train(reversed, 90, false)) {
            one.save(temp.resolve("one"));
            two.save(temp.resolve("two"));
            three.save(temp.resolve("three"));
            four.save(temp.resolve("four"));
        }
        for (String file : List.of("tokenizer.json", "tokenizer_config.json")) {
            assertThat(Files.mismatch(
                            temp.resolve("one").resolve(file),
                            temp.resolve("two").resolve(file)))
                    .isEqualTo(-1);
            assertThat(Files.mismatch(
                            temp.resolve("three").resolve(file),
                            temp.resolve("four").resolve(file)))
                    .isEqualTo(-1);
        }
    }

    @Test
    void trainingStopsWhenNoPairIsFrequent() {
        try (Tokenizer tokenizer = BytePairTraining.train(List.of("ab ab"), 1000)) {
            assertThat(tokenizer.size()).isEqualTo(258);
            assertThat(tokenizer.token(257)).isEqualTo("ab");
        }
    }

    @Test
    void wrongInputIsOneSentence() {
        assertMessage(
                () -> BytePairTraining.train(List.of("a b"), 256),
                "a vocabulary of 256 tokens is too small: the 256 bytes and <|endoftext|> alone are 257");
        assertMessage(
                () -> WordPieceTraining.train(List.of("tea"), 9, true),
                "a vocabulary of 9 tokens is too small: the special tokens and the letters of the texts alone are 10");
        String noText = "there is no text to train a tokenizer on: the texts have no words";
        assertMessage(() -> BytePairTraining.train(List.of("", ""), 300), noText);
        assertMessage(() -> WordPieceTraining.train(List.of(" ", "\n"), 300, true), noText);
    }

    private static void assertMessage(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(InputException.class).hasMessage(message);
    }

    private static List<String> tokens(Tokenizer tokenizer) {
        List<String> tokens = new ArrayList<>();
        for (int id = 0; id < tokenizer.size(); id++) {
            tokens.add(tokenizer.token(id));
        }
        return tokens;
    }
}
