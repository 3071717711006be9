package io.github.dilm4j.tokenize;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dilm4j.base.RandomStreams;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PairMergesTest {
    /** With few letters, ties, overlaps (aaa) and different merges to the same string are frequent. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void learnsWhatCountingEverythingAfterEachMergeLearns(long seed) {
        UniformRandomProvider random = RandomStreams.of(seed);
        List<String> letters = List.of("a", "b", "c", "d").subList(0, 2 + random.nextInt(3));
        List<PairMerges.Word> words = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            int[] symbols =
                    random.ints(1 + random.nextInt(12), 0, letters.size()).toArray();
            words.add(new PairMerges.Word(symbols, 1 + random.nextInt(5)));
        }
        int size = letters.size() + 80;
        PairMerges.Learnt learnt = PairMerges.learn(letters, words, String::concat, size, 2);
        assertThat(learnt.merges()).isEqualTo(naiveMerges(letters, words, size, 2));
        assertThat(learnt.vocabulary()).hasSizeLessThanOrEqualTo(size);
    }

    private static List<List<String>> naiveMerges(
            List<String> letters, List<PairMerges.Word> words, int size, long minCount) {
        List<String> tokens = new ArrayList<>(letters);
        List<List<Integer>> texts = new ArrayList<>();
        words.forEach(word ->
                texts.add(new ArrayList<>(Arrays.stream(word.symbols()).boxed().toList())));
        List<List<String>> merges = new ArrayList<>();
        while (tokens.size() < size) {
            Map<Integer, Long> counts = new TreeMap<>(); // the key is left * 1000 + right; ties go to the lowest key
            for (int w = 0; w < texts.size(); w++) {
                for (int i = 1; i < texts.get(w).size(); i++) {
                    int pair = texts.get(w).get(i - 1) * 1000 + texts.get(w).get(i);
                    counts.merge(pair, words.get(w).count(), Long::sum);
                }
            }
            long most =
                    counts.values().stream().mapToLong(Long::longValue).max().orElse(0);
            if (most < minCount) {
                break;
            }
            int best = counts.entrySet().stream()
                    .filter(entry -> entry.getValue() == most)
                    .findFirst()
                    .orElseThrow()
                    .getKey();
            String left = tokens.get(best / 1000);
            String right = tokens.get(best % 1000);
            merges.add(List.of(left, right));
            if (!tokens.contains(left + right)) {
                tokens.add(left + right);
            }
            int merged = tokens.indexOf(left + right);
            for (List<Integer> text : texts) {
                for (int i = 0; i + 1 < text.size(); i++) {
                    if (text.get(i) == best / 1000 && text.get(i + 1) == best % 1000) {
                        text.set(i, merged);
                        text.remove(i + 1);
                    }
                }
            }
        }
        return merges;
    }
}
