package io.github.dilm4j.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.data.Example;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NearestTextsTest {
    @Test
    void caseAndPunctuationDoNotMatter() {
        NearestTexts texts = new NearestTexts(List.of(Example.of("a film", 0), Example.of("Été, 2nd: FILM", 1)));
        assertThat(texts.to(Example.of("film 2ND été!", 0)))
                .contains(new NearestTexts.Nearest(Example.of("Été, 2nd: FILM", 1), 1));
        assertThat(texts.to(Example.of("…", 0))).isEmpty();
        assertThat(new NearestTexts(List.of(Example.of("!", 0))).to(Example.of("…", 0)))
                .isEmpty();
    }

    @Test
    void wordsOfManyScripts() {
        assertThat(NearestTexts.words("Don't \u2014 2nd, caf\u00e9 cafe\u0301 x_y \u2764\ufe0f"))
                .as("a combining mark alone is not a word")
                .containsExactly("don", "t", "2nd", "caf\u00e9", "cafe\u0301", "x", "y");
        assertThat(NearestTexts.words("iPhone\u624b\u673a5, \ud842\udfb7"))
                .as("Han characters, inside a word and outside the basic plane")
                .containsExactly("iphone", "\u624b", "\u673a", "5", "\ud842\udfb7");
        assertThat(NearestTexts.words("\u0e17\u0e35\u0e48\u0e19 \u304b\u3099\u30e9\u30fc"))
                .as("Thai and Japanese, with combining marks kept on their letter")
                .containsExactly("\u0e17\u0e35\u0e48", "\u0e19", "\u304b\u3099", "\u30e9", "\u30fc");
        assertThat(NearestTexts.words(
                        "\u0915\u093f\u0924\u093e\u092c \ud55c\uad6d\uc5b4 \u0441\u043b\u043e\u0432\u043e"))
                .as("Hindi, Korean and Russian have spaces")
                .hasSize(3);
        assertThat(NearestTexts.words("a".repeat(1_000_000))).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void agreesWithComparingAllPairs(long seed) {
        UniformRandomProvider random = RandomStreams.of(seed);
        List<Example> real = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            real.add(Example.of(text(random), 0));
        }
        NearestTexts texts = new NearestTexts(real);
        for (int i = 0; i < 20; i++) {
            Example example = Example.of(text(random), 0);
            Example best = real.get(0);
            for (Example other : real) {
                if (jaccard(example, other) > jaccard(example, best)) {
                    best = other;
                }
            }
            assertThat(texts.to(example)).contains(new NearestTexts.Nearest(best, jaccard(example, best)));
        }
    }

    private static double jaccard(Example a, Example b) {
        Set<String> common = words(a);
        Set<String> all = words(a);
        common.retainAll(words(b));
        all.addAll(words(b));
        return (double) common.size() / all.size();
    }

    private static Set<String> words(Example example) {
        return new HashSet<>(Arrays.asList(example.texts().get(0).split(" ")));
    }

    private static String text(UniformRandomProvider random) {
        StringBuilder text = new StringBuilder("w");
        for (int i = random.nextInt(9); i >= 0; i--) {
            text.append(' ').append((char) ('a' + random.nextInt(20)));
        }
        return text.toString();
    }
}
