package io.github.dilm4j.audit;

import io.github.dilm4j.data.Example;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The real example that shares most words with a given one: the share is that of Jaccard, common words over all words of
 * both, letter case aside. It shows what a generator may have learnt by heart, and can be checked by eye.
 */
public final class NearestTexts {
    private static final Pattern BETWEEN_WORDS = Pattern.compile("[^\\p{L}\\p{N}]+");

    private final List<Example> real;
    private final Map<String, int[]> examplesOf = new HashMap<>(); // by word
    private final int[] wordCounts; // [real]

    /** @param overlap in [0, 1]; 1 for the same set of words */
    public record Nearest(Example example, double overlap) {}

    /** @throws IllegalArgumentException if there is no example */
    public NearestTexts(List<Example> real) {
        if (real.isEmpty()) {
            throw new IllegalArgumentException("no examples");
        }
        this.real = real;
        this.wordCounts = new int[real.size()];
        Map<String, List<Integer>> found = new HashMap<>();
        for (int i = 0; i < real.size(); i++) {
            Set<String> words = words(real.get(i));
            wordCounts[i] = words.size();
            for (String word : words) {
                found.computeIfAbsent(word, w -> new ArrayList<>()).add(i);
            }
        }
        found.forEach((word, places) ->
                examplesOf.put(word, places.stream().mapToInt(Integer::intValue).toArray()));
    }

    /** The first among equals. */
    public Nearest to(Example example) {
        Set<String> words = words(example);
        int[] common = new int[real.size()];
        for (String word : words) {
            for (int i : examplesOf.getOrDefault(word, new int[0])) {
                common[i]++;
            }
        }
        int best = 0;
        double most = -1;
        for (int i = 0; i < common.length; i++) {
            int all = words.size() + wordCounts[i] - common[i];
            double overlap = all == 0 ? 0 : (double) common[i] / all;
            if (overlap > most) {
                most = overlap;
                best = i;
            }
        }
        return new Nearest(real.get(best), most);
    }

    private static Set<String> words(Example example) {
        Set<String> words = new HashSet<>();
        for (String text : example.texts()) {
            words.addAll(words(text));
        }
        return words;
    }

    /** In their order, in lower case; punctuation is none. */
    static List<String> words(String text) {
        return BETWEEN_WORDS
                .splitAsStream(text.toLowerCase(Locale.ROOT))
                .filter(word -> !word.isEmpty())
                .toList();
    }
}
