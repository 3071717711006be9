package io.github.dilm4j.audit;

import io.github.dilm4j.data.Example;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Finds the real example that shares most words with a given one, by the Jaccard index: common words over all words of
 * both, ignoring letter case. Where a script puts no spaces between words, each character counts as a word. The nearest
 * example shows what a generator may have memorised.
 */
public final class NearestTexts {
    /** Scripts without spaces between words; none of their characters is below U+0E00, which is quick to see. */
    private static final String UNSPACED =
            "[\\x{0E00}-\\x{10FFFF}&&[\\p{IsHan}\\p{IsHiragana}\\p{IsKatakana}\\p{IsThai}"
                    + "\\p{IsLao}\\p{IsKhmer}\\p{IsMyanmar}]]";

    private static final String SPACED_LETTER = "[[\\p{L}\\p{N}]&&[^" + UNSPACED + "]]";
    private static final Pattern WORD = Pattern.compile(
            "[[\\p{L}\\p{N}]&&" + UNSPACED + "]\\p{M}*|" + SPACED_LETTER + "[" + SPACED_LETTER + "\\p{M}]*");

    private final List<Example> real;
    private final Map<String, int[]> examplesOf = new HashMap<>(); // by word
    private final int[] wordCounts; // [real]

    /** @param overlap in (0, 1]; 1 for the same set of words */
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

    /** The nearest example, the first of equally near ones; empty if none has a word in common with it. */
    public Optional<Nearest> to(Example example) {
        Set<String> words = words(example);
        int[] common = new int[real.size()];
        for (String word : words) {
            for (int i : examplesOf.getOrDefault(word, new int[0])) {
                common[i]++;
            }
        }
        int best = 0;
        double most = 0;
        for (int i = 0; i < common.length; i++) {
            int all = words.size() + wordCounts[i] - common[i];
            double overlap = (double) common[i] / all; // NaN, which is not more, where neither has a word
            if (overlap > most) {
                most = overlap;
                best = i;
            }
        }
        return most == 0 ? Optional.empty() : Optional.of(new Nearest(real.get(best), most));
    }

    private static Set<String> words(Example example) {
        Set<String> words = new HashSet<>();
        for (String text : example.texts()) {
            words.addAll(words(text));
        }
        return words;
    }

    /**
     * The words of a text in their order and in lower case: letters and digits with their combining marks, without
     * punctuation. In scripts without spaces between words (Chinese, Japanese, Thai, Lao, Khmer, Burmese), each
     * character is a word.
     */
    static List<String> words(String text) {
        return WORD.matcher(text.toLowerCase(Locale.ROOT))
                .results()
                .map(MatchResult::group)
                .toList();
    }
}
