package io.github.dilm4j.tokenize;

import io.github.dilm4j.base.InputException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Trains GPT-2's kind of tokenizer: byte-level byte-pair encoding, which has a token for every byte and so writes any
 * text. The merges are those of the Hugging Face trainer; see {@link PairMerges} for the order of ties.
 */
public final class BytePairTraining {
    /** The least count of a pair that becomes a token. */
    private static final int MIN_PAIR_COUNT = 2;

    /** GPT-2's words: English contractions, then letters, numbers or other signs with the space before them. */
    private static final Pattern WORD = Pattern.compile(
            "'(?:[stmd]|re|ve|ll)| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+",
            Pattern.UNICODE_CHARACTER_CLASS);

    private BytePairTraining() {}

    /**
     * Trains on texts in the form in which the model reads them: a space before the first word changes its token.
     *
     * @param vocabularySize most tokens; {@code <|endoftext|>} (id 0) and the 256 bytes (1 to 256) are among them, and
     *     there are fewer if no pair occurs twice in the texts
     * @throws InputException if the vocabulary does not hold the bytes, or the texts have no words
     */
    public static Tokenizer train(Iterable<String> texts, int vocabularySize) {
        return train(texts, vocabularySize, MIN_PAIR_COUNT);
    }

    /**
     * Like {@link #train(Iterable, int)}.
     *
     * @param minPairCount least count of a pair that becomes a token
     */
    public static Tokenizer train(Iterable<String> texts, int vocabularySize, int minPairCount) {
        List<String> letters = new ArrayList<>();
        letters.add(TokenizerJson.END_OF_TEXT);
        letters.addAll(ByteAlphabet.sortedLetters());
        if (vocabularySize < letters.size()) {
            throw new InputException("a vocabulary of " + vocabularySize + " tokens is too small: the "
                    + ByteAlphabet.BYTES + " bytes and " + TokenizerJson.END_OF_TEXT + " alone are " + letters.size());
        }
        PairMerges.Learnt learnt =
                PairMerges.learn(letters, words(texts, letters), String::concat, vocabularySize, minPairCount);
        return Tokenizer.of(new TokenizerFolder.Contents(
                TokenizerJson.byteLevel(learnt.vocabulary(), learnt.merges(), false),
                TokenizerJson.gpt2Config(),
                "the trained tokenizer",
                List.of()));
    }

    private static List<PairMerges.Word> words(Iterable<String> texts, List<String> letters) {
        WordCounts counts = new WordCounts();
        for (String text : texts) {
            Matcher word = WORD.matcher(text);
            while (word.find()) {
                counts.add(word.group());
            }
        }
        counts.requireWords();
        int[] ids = new int[0x200]; // by letter
        for (int id = 1; id < letters.size(); id++) {
            ids[letters.get(id).charAt(0)] = id;
        }
        List<PairMerges.Word> words = new ArrayList<>();
        counts.forEach((word, count) -> {
            int[] symbols =
                    ByteAlphabet.encode(word).chars().map(letter -> ids[letter]).toArray();
            words.add(new PairMerges.Word(symbols, count));
        });
        return words;
    }
}
