package io.github.dilm4j.distill;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.coreset.RandomSelector;
import io.github.dilm4j.coreset.SetSelector;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.generator.GeneratedText;
import io.github.dilm4j.generator.GeneratedText.Outcome;
import io.github.dilm4j.generator.GenerationOptions;
import io.github.dilm4j.generator.Generator;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DistilledTextsTest {
    private static final GenerationOptions OPTIONS = new GenerationOptions(1, 0, 1, 1, 16, 8);

    @Test
    void warnsWhereMostCandidatesOfASetAreOfNoUse() {
        List<String> told = new ArrayList<>();
        Observer observer = new Observer() {
            @Override
            public void textsWritten(long round, int label, TextCounts counts) {
                told.add("set " + round + ", label " + label + ": " + counts.kept());
            }

            @Override
            public void warning(String sentence) {
                told.add(sentence);
            }
        };
        DistilledTexts texts = new DistilledTexts(SetSelector.perLabel(new RandomSelector()), 5, OPTIONS, observer);
        texts.write(writing("a b a a a", "a b c a a"), 3, List.of("no", "yes"), List.of(1), new RandomStreams(1));
        assertThat(told)
                .containsExactly(
                        "set 3, label 0: 2",
                        "label 0: of 5 generated texts only 2 are usable (3 repeated)",
                        "set 3, label 1: 3");
    }

    /** A generator that can do nothing but write these words, a text each. */
    private static Generator writing(String... byLabel) {
        return (Generator) Proxy.newProxyInstance(
                Generator.class.getClassLoader(),
                new Class<?>[] {Generator.class},
                (proxy, method, arguments) -> Stream.of(byLabel[(int) arguments[0]].split(" "))
                        .map(text -> new GeneratedText(Example.of(text, (int) arguments[0]), Outcome.COMPLETE, -1, 3))
                        .toList());
    }
}
