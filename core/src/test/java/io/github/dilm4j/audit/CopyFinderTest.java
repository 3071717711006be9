package io.github.dilm4j.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dilm4j.audit.CopyFinder.Kind;
import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.data.Example;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.Test;

class CopyFinderTest {
    private static final UniformRandomProvider RANDOM = RandomStreams.of(7);

    /** Makes a sentence whose words follow Zipf's law, as in natural language. */
    private static String sentence(int words) {
        return IntStream.range(0, words)
                        .mapToObj(i -> "w" + (int) Math.pow(3000, RANDOM.nextDouble()))
                        .collect(Collectors.joining(" "))
                + ".";
    }

    private static List<Example> examples(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> Example.of(sentence(6 + RANDOM.nextInt(25)), 0))
                .toList();
    }

    private static Optional<CopyFinder.Copy> copy(String text, String... real) {
        return CopyFinder.copies(
                        List.of(Example.of(text, 0)),
                        Arrays.stream(real).map(each -> Example.of(each, 1)).toList())
                .get(0);
    }

    private static Kind kind(String text, String... real) {
        return copy(text, real).map(CopyFinder.Copy::kind).orElse(null);
    }

    @Test
    void allPlantedCopiesAreFoundAndFewUnrelatedTextsAreFlagged() {
        List<Example> real = examples(20_000);
        List<Example> planted = new ArrayList<>();
        List<Example> long8 = real.stream()
                .filter(example -> NearestTexts.words(example.texts().get(0)).size() >= 12)
                .toList();
        for (int i = 0; i < 50; i++) {
            Example source = i % 4 == 3 ? long8.get(37 * i) : real.get(311 * i);
            String text = source.texts().get(0);
            String[] words = text.split(" ");
            planted.add(Example.of(
                    switch (i % 4) {
                        case 0 -> text;
                        case 1 -> text.toUpperCase(Locale.ROOT);
                        case 2 -> {
                            words[RANDOM.nextInt(words.length)] = "other";
                            yield String.join(" ", words);
                        }
                        default -> String.join(" ", Arrays.asList(words).subList(2, 10));
                    },
                    0));
        }
        assertThat(CopyFinder.copies(planted, real)).hasSize(50).allMatch(Optional::isPresent);
        List<Optional<CopyFinder.Copy>> unrelated = CopyFinder.copies(examples(1000), real);
        assertThat(unrelated.stream().filter(Optional::isPresent).count()).isLessThan(20);
    }

    @Test
    void theKindIsTheClosest() {
        String real = "The food was warm, the staff were kind and the music was low.";
        assertThat(kind(real, real)).isEqualTo(Kind.VERBATIM);
        assertThat(kind("the food was warm the staff were kind and the music was low", real))
                .isEqualTo(Kind.RECASED);
        assertThat(kind("The food was cold, the staff were kind and the music was low.", real))
                .isEqualTo(Kind.NEAR);
        assertThat(kind("The food was warm, the staff were very kind and the music was low.", real))
                .isEqualTo(Kind.NEAR);
        assertThat(kind("The food was warm, staff were kind and the music was low.", real))
                .isEqualTo(Kind.NEAR);
        assertThat(kind("I say the staff were kind and the music was low, but why?", real))
                .isEqualTo(Kind.PASSAGE);
        assertThat(kind("I say the staff were kind and the music!", real)).isNull(); // seven consecutive words
        assertThat(kind("a warm plate", "a cold plate")).isNull();
        assertThat(kind("nothing in common at all", real)).isNull();
        assertThat(kind("...", "!!!")).isNull();
    }

    @Test
    void theRealTextBesideIsTheClosestAndTheFirstOfEquals() {
        String text = "one two three four five six seven eight nine ten";
        String passage = "zero one two three four five six seven eight and more of it";
        CopyFinder.Copy found = copy(text, passage, text + "!", "extra " + text, text.toUpperCase(Locale.ROOT))
                .orElseThrow();
        assertThat(found.kind()).isEqualTo(Kind.RECASED);
        assertThat(found.real().texts()).containsExactly(text + "!");
        assertThat(copy(text, passage).orElseThrow().run()).isEqualTo(8);
    }

    @Test
    void longTextsWithFewWordsChangedAreNearCopies() {
        List<String> words = new ArrayList<>(List.of(sentence(60).split(" ")));
        String real = String.join(" ", words);
        IntStream.of(9, 20, 41, 50).forEach(i -> words.set(i, "other"));
        assertThat(kind(String.join(" ", words), real)).isEqualTo(Kind.NEAR);
        IntStream.range(9, 40).forEach(i -> words.set(i, "other" + i));
        assertThat(kind(String.join(" ", words), real)).isEqualTo(Kind.PASSAGE);
    }

    @Test
    void noRunGoesFromOneTextOfAPairIntoTheOther() {
        Example real = new Example(List.of("long ago one two three four", "five six seven eight and all that"), 0);
        assertThat(CopyFinder.copies(
                        List.of(Example.of("so one two three four five six seven eight it was", 0)), List.of(real)))
                .containsExactly(Optional.empty());
        assertThat(CopyFinder.copies(
                                List.of(new Example(
                                        List.of("Long ago: one two three four", "five six seven eight and all that"),
                                        1)),
                                List.of(real))
                        .get(0))
                .map(CopyFinder.Copy::kind)
                .contains(Kind.RECASED);
    }
}
