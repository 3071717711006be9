package io.github.dilm4j.tokenize;

import io.github.dilm4j.base.InputException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Trains BERT's kind of tokenizer: WordPiece, with the special tokens [PAD] [UNK] [CLS] [SEP] [MASK] (ids 0 to 4). The
 * pieces are found by byte-pair encoding's training over letters, as in the Hugging Face trainer; ids and ties follow
 * the order special tokens, letters by code point, continuing letters ({@code ##}) by code point, merges.
 */
public final class WordPieceTraining {
    /** The least count of a pair that becomes a token. */
    private static final int MIN_PAIR_COUNT = 2;

    /** The maximum number of different letters; a word with a rarer one becomes [UNK]. */
    private static final int MAX_LETTERS = 1000;

    private static final String CONTINUED = "##";

    private WordPieceTraining() {}

    /**
     * Trains on texts.
     *
     * @param vocabularySize most tokens, special ones included; fewer if no pair occurs twice in the texts
     * @param lowerCase whether the tokenizer lower-cases texts and removes their accents
     * @throws InputException if the vocabulary does not hold the letters, or the texts have no words
     */
    public static Tokenizer train(Iterable<String> texts, int vocabularySize, boolean lowerCase) {
        WordCounts counts = count(texts, lowerCase);
        Set<Integer> letters = frequentLetters(counts);
        List<String> beginning = beginning(counts, letters);
        if (vocabularySize < beginning.size()) {
            throw new InputException("a vocabulary of " + vocabularySize
                    + " tokens is too small: the special tokens and the letters of the texts alone are "
                    + beginning.size());
        }
        PairMerges.Learnt learnt = learn(counts, beginning, vocabularySize);
        return Tokenizer.of(new TokenizerFolder.Contents(
                TokenizerJson.wordPiece(learnt.vocabulary(), new TokenizerJson.BertText(lowerCase, true, null)),
                TokenizerJson.bertConfig(lowerCase),
                "the trained tokenizer",
                List.of()));
    }

    static WordCounts count(Iterable<String> texts, boolean lowerCase) {
        WordCounts counts = new WordCounts();
        BertWords splitter = new BertWords(lowerCase);
        for (String text : texts) {
            splitter.split(text).forEach(counts::add);
        }
        counts.requireWords();
        return counts;
    }

    /** Learns pieces beyond the tokens in {@code beginning}: special tokens, letters, continuing letters. */
    static PairMerges.Learnt learn(WordCounts counts, List<String> beginning, int vocabularySize) {
        return PairMerges.learn(
                beginning, words(counts, beginning), WordPieceTraining::join, vocabularySize, MIN_PAIR_COUNT);
    }

    private static String join(String left, String right) {
        return left + right.substring(CONTINUED.length());
    }

    private static Set<Integer> frequentLetters(WordCounts counts) {
        Map<Integer, Long> letters = new HashMap<>();
        counts.forEach((word, count) -> word.codePoints().forEach(letter -> letters.merge(letter, count, Long::sum)));
        return letters.entrySet().stream()
                .sorted(Map.Entry.<Integer, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(MAX_LETTERS)
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Special tokens, letters, and letters inside words. */
    private static List<String> beginning(WordCounts counts, Set<Integer> letters) {
        Set<Integer> inside = new TreeSet<>();
        counts.forEach((word, count) -> word.codePoints().skip(1).forEach(inside::add));
        inside.retainAll(letters);
        List<String> tokens = new ArrayList<>(TokenizerJson.BERT_SPECIALS);
        letters.forEach(letter -> tokens.add(Character.toString(letter)));
        inside.forEach(letter -> tokens.add(CONTINUED + Character.toString(letter)));
        return tokens;
    }

    /** The words with known letters only. */
    private static List<PairMerges.Word> words(WordCounts counts, List<String> beginning) {
        Map<String, Integer> ids = new HashMap<>();
        beginning.forEach(token -> ids.put(token, ids.size()));
        List<PairMerges.Word> words = new ArrayList<>();
        counts.forEach((word, count) -> {
            List<Integer> symbols = new ArrayList<>();
            word.codePoints().forEach(letter -> {
                String token = (symbols.isEmpty() ? "" : CONTINUED) + Character.toString(letter);
                symbols.add(ids.getOrDefault(token, -1));
            });
            if (!symbols.contains(-1)) {
                words.add(new PairMerges.Word(
                        symbols.stream().mapToInt(Integer::intValue).toArray(), count));
            }
        });
        return words;
    }
}
