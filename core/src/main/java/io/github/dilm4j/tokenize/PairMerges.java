package io.github.dilm4j.tokenize;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.BinaryOperator;

/**
 * The training of byte-pair encoding: repeatedly, the most frequent pair of neighbouring symbols becomes a symbol. Of
 * equally frequent pairs, the one with the lowest left id wins, then the lowest right id, as in the Hugging Face
 * trainer; so the result depends on the counts alone. After a merge only the words that hold the pair are counted
 * again.
 */
final class PairMerges {
    /**
     * A distinct word of the training text.
     *
     * @param symbols ids of its letters
     * @param count its occurrences in the text
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Word(int[] symbols, long count) {}

    /**
     * The result of the training.
     *
     * @param vocabulary token to id, in id order
     * @param merges the pairs, in the order in which they apply
     */
    record Learnt(Map<String, Integer> vocabulary, List<List<String>> merges) {}

    private record Candidate(long count, int left, int right) {}

    private static final Comparator<Candidate> BEST_FIRST = Comparator.comparingLong(Candidate::count)
            .reversed()
            .thenComparingInt(Candidate::left)
            .thenComparingInt(Candidate::right);

    /** The occurrences of a pair. */
    private static final class Occurrences {
        private long count;
        private int[] words = new int[4]; // may hold words that no longer have the pair
        private int size;

        void addWord(int word) {
            if (size > 0 && words[size - 1] == word) {
                return;
            }
            if (size == words.length) {
                words = Arrays.copyOf(words, 2 * size);
            }
            words[size++] = word;
        }
    }

    private final List<int[]> words = new ArrayList<>();
    private final long[] counts; // by word
    private final List<String> tokens;
    private final Map<String, Integer> ids = new LinkedHashMap<>();
    private final BinaryOperator<String> join;
    private final Map<Long, Occurrences> pairs = new HashMap<>();
    private final PriorityQueue<Candidate> candidates = new PriorityQueue<>(BEST_FIRST);

    private PairMerges(List<String> letters, List<Word> words, BinaryOperator<String> join) {
        this.tokens = new ArrayList<>(letters);
        this.join = join;
        for (String letter : letters) {
            ids.put(letter, ids.size());
        }
        counts = words.stream().mapToLong(Word::count).toArray();
        for (Word word : words) {
            this.words.add(word.symbols());
            count(this.words.size() - 1, 1);
        }
        pairs.forEach((pair, occurrences) -> candidates.add(candidate(pair, occurrences)));
    }

    /**
     * Learns merges until the vocabulary is full or no pair is frequent enough.
     *
     * @param letters the tokens to begin with, in id order
     * @param join makes one token of two
     * @param vocabularySize most tokens, letters included
     * @param minCount least count of a pair
     */
    static Learnt learn(
            List<String> letters, List<Word> words, BinaryOperator<String> join, int vocabularySize, long minCount) {
        return new PairMerges(letters, words, join).learn(vocabularySize, Math.max(1, minCount));
    }

    private Learnt learn(int vocabularySize, long minCount) {
        List<List<String>> merges = new ArrayList<>();
        while (ids.size() < vocabularySize && !candidates.isEmpty()) {
            Candidate best = candidates.poll();
            long count = pairs.get(key(best.left(), best.right())).count;
            if (best.count() != count) { // other merges have removed occurrences since it was queued
                if (count < best.count()) {
                    candidates.add(new Candidate(count, best.left(), best.right()));
                }
                continue;
            }
            if (count < minCount) {
                break;
            }
            merges.add(List.of(tokens.get(best.left()), tokens.get(best.right())));
            merge(best.left(), best.right());
        }
        return new Learnt(ids, merges);
    }

    private void merge(int left, int right) {
        int merged = idOf(join.apply(tokens.get(left), tokens.get(right)));
        Occurrences holders = pairs.get(key(left, right));
        Set<Long> grown = new LinkedHashSet<>();
        for (int i = 0; i < holders.size; i++) {
            int word = holders.words[i];
            int[] before = words.get(word);
            int[] after = replace(before, left, right, merged);
            if (after.length < before.length) {
                count(word, -1);
                words.set(word, after);
                count(word, 1);
                addPairsWith(merged, after, grown);
            }
        }
        holders.words = new int[0];
        holders.size = 0;
        for (long pair : grown) {
            candidates.add(candidate(pair, pairs.get(pair)));
        }
    }

    /** Adds a token. Different merges can make the same string, which is one token. */
    private int idOf(String token) {
        Integer known = ids.putIfAbsent(token, ids.size());
        if (known != null) {
            return known;
        }
        tokens.add(token);
        return tokens.size() - 1;
    }

    private void count(int word, int sign) {
        int[] symbols = words.get(word);
        for (int i = 1; i < symbols.length; i++) {
            Occurrences pair = pairs.computeIfAbsent(key(symbols[i - 1], symbols[i]), key -> new Occurrences());
            pair.count += sign * counts[word];
            if (sign > 0) {
                pair.addWord(word);
            }
        }
    }

    private static int[] replace(int[] symbols, int left, int right, int merged) {
        int[] shorter = new int[symbols.length];
        int length = 0;
        for (int i = 0; i < symbols.length; i++) {
            if (i + 1 < symbols.length && symbols[i] == left && symbols[i + 1] == right) {
                shorter[length++] = merged;
                i++;
            } else {
                shorter[length++] = symbols[i];
            }
        }
        return length == symbols.length ? symbols : Arrays.copyOf(shorter, length);
    }

    private static void addPairsWith(int token, int[] symbols, Set<Long> found) {
        for (int i = 1; i < symbols.length; i++) {
            if (symbols[i - 1] == token || symbols[i] == token) {
                found.add(key(symbols[i - 1], symbols[i]));
            }
        }
    }

    private static Candidate candidate(long pair, Occurrences occurrences) {
        return new Candidate(occurrences.count, (int) (pair >> 32), (int) pair);
    }

    private static long key(int left, int right) {
        return (long) left << 32 | right;
    }
}
