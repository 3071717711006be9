package io.github.dilm4j.distill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.coreset.RandomSelector;
import io.github.dilm4j.coreset.SetSelector;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.generator.GeneratedText;
import io.github.dilm4j.generator.GeneratedText.Outcome;
import io.github.dilm4j.generator.GenerationOptions;
import io.github.dilm4j.generator.Generator;
import io.github.dilm4j.piece.Piece;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
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
            public void candidates(long set, int label, List<Example> texts) {
                told.add(set + ", " + label + ": "
                        + texts.stream().map(Example::texts).toList());
            }

            @Override
            public void warning(String sentence) {
                told.add(sentence);
            }
        };
        DistilledTexts texts = new DistilledTexts(
                SetSelector.perLabel(new RandomSelector()),
                5,
                OPTIONS,
                TextAdvice.BEFORE_MATCHING,
                observer,
                UnaryOperator.identity());
        texts.write(writing("a b a a a", "a b c a a"), 3, List.of("no", "yes"), List.of(1), new RandomStreams(1));
        assertThat(told)
                .containsExactly(
                        "set 3, label 0: 2",
                        "3, 0: [[a], [b]]",
                        "label 0: of 5 generated texts only 2 are usable (3 repeated); train the language model longer"
                                + " (languageModel.steps)",
                        "set 3, label 1: 3",
                        "3, 1: [[a], [b], [c]]");
    }

    @Test
    void tooFewTextsAreTheGeneratorsFaultAndNotThatOfTheSize() {
        assertThatThrownBy(() -> write(OPTIONS, TextAdvice.AFTER_MATCHING))
                .isInstanceOf(InputException.class)
                .hasMessage("the generator wrote too few usable texts: 1 of 4 for label 'no' where 2 are needed (3"
                        + " repeated); train the language model longer (languageModel.steps), or lower"
                        + " matching.training.learningRate, or write more texts for each one kept (distil.oversample,"
                        + " now 2)");
    }

    @Test
    void textsThatMustNotBeChosenAreNamedWhereTooFewAreLeft() {
        DistilledTexts texts = new DistilledTexts(
                SetSelector.perLabel(new RandomSelector()),
                2,
                OPTIONS,
                TextAdvice.BEFORE_MATCHING,
                Observer.NONE,
                pool -> pool.without(Set.of(Example.of("a", 0), Example.of("b", 0), Example.of("c", 0))));
        assertThatThrownBy(() -> texts.write(
                        writing("a b c d", "a b c d"), 0, List.of("no", "yes"), List.of(2), new RandomStreams(1)))
                .hasMessageStartingWith(
                        "the generator wrote too few usable texts: 1 of 4 for label 'no' where 2 are needed"
                                + " (3 copies of real texts, which distil.maxOverlap leaves out); ");
    }

    @Test
    void equalTextsAreTheFaultOfHowTheyAreDrawn() {
        TextAdvice options = new TextAdvice("the generator", "--temperature", "--top-k", "--oversample", "train it");
        assertThatThrownBy(() -> write(new GenerationOptions(1, 0, 0, 1, 16, 8), options))
                .hasMessageEndingWith(
                        "with --temperature 0.0 the texts of a label are nearly all the same: raise it, up to 1");
        assertThatThrownBy(() -> write(new GenerationOptions(1, 1, 1, 1, 16, 8), options))
                .hasMessageEndingWith(
                        "with --top-k 1 the texts of a label are all the same: raise it, or set 0 for no limit");
    }

    @Test
    void setsFromSharedCandidatesAreFromRandomHalvesOfThem() {
        DistilledTexts texts = new DistilledTexts(
                SetSelector.perLabel(new RandomSelector()),
                5,
                OPTIONS,
                TextAdvice.BEFORE_MATCHING,
                Observer.NONE,
                UnaryOperator.identity());
        List<String> labels = List.of("no", "yes");
        CandidatePool pool =
                texts.candidates(writing("a b c d e f g h", "p q r s t u v w p"), 2, 9, new RandomStreams(1));
        assertThat(pool.texts().get(1)).hasSize(8);
        assertThat(pool.counts().get(1).duplicates()).isEqualTo(1);
        Set<List<Example>> different = new HashSet<>();
        for (int set = 0; set < 20; set++) {
            Map<Integer, List<Example>> sets = texts.begin(
                            pool, labels, List.of(1, 4), new RandomStreams(1).child("set", set))
                    .get();
            assertThat(sets.get(1)).hasSize(2);
            assertThat(sets.get(4)).doesNotHaveDuplicates();
            assertThat(sets.get(4).stream().map(Example::label)).containsExactly(0, 0, 0, 0, 1, 1, 1, 1);
            different.add(sets.get(4));
        }
        assertThat(different).hasSizeGreaterThan(15);
    }

    @Test
    void tooFewSharedCandidatesAreTold() {
        DistilledTexts texts = new DistilledTexts(
                SetSelector.perLabel(new RandomSelector()),
                5,
                OPTIONS,
                TextAdvice.AFTER_MATCHING.withOversample("distil.candidates"),
                Observer.NONE,
                UnaryOperator.identity());
        CandidatePool pool = texts.candidates(writing("a b c a", "p q r s"), 2, 4, new RandomStreams(1));
        assertThatThrownBy(() -> texts.begin(pool, List.of("no", "yes"), List.of(2), new RandomStreams(1)))
                .isInstanceOf(InputException.class)
                .hasMessage("the generator wrote too few usable texts: 3 of 4 for label 'no' where 4 are needed (1"
                        + " repeated); train the language model longer (languageModel.steps), or lower"
                        + " matching.training.learningRate, or write more texts for each one kept (distil.candidates,"
                        + " now 4)");
    }

    @Test
    void piecesThatAreDoneInAnyOrderMakeTheSetOfOneGenerator() {
        Generator numbering = (Generator) Proxy.newProxyInstance(
                Generator.class.getClassLoader(),
                new Class<?>[] {Generator.class},
                (proxy, method, arguments) -> IntStream.range((int) arguments[1], (int) arguments[2])
                        .mapToObj(i -> new GeneratedText(
                                Example.of("text " + i + " of " + arguments[4], (int) arguments[0]),
                                Outcome.COMPLETE,
                                -1,
                                3))
                        .toList());
        DistilledTexts texts = new DistilledTexts(
                SetSelector.perLabel(new RandomSelector()),
                1000,
                OPTIONS,
                TextAdvice.BEFORE_MATCHING,
                Observer.NONE,
                UnaryOperator.identity());
        List<String> labels = List.of("no", "yes");
        List<Integer> dpcs = List.of(1, 9);
        RandomStreams streams = new RandomStreams(1);
        List<Piece<TextPiece>> pieces = new ArrayList<>(texts.pieces(5, 2, dpcs, streams));
        assertThat(pieces)
                .extracting(Piece::name)
                .containsExactly(
                        "set 5, label 0, texts 0 to 8191",
                        "set 5, label 0, texts 8192 to 8999",
                        "set 5, label 1, texts 0 to 8191",
                        "set 5, label 1, texts 8192 to 8999");
        Collections.reverse(pieces);
        WrittenTexts written = new WrittenTexts();
        for (Piece<TextPiece> piece : pieces) {
            assertThat(written.hold(pieces)).isFalse();
            written.add(piece.input(), piece.input().write(numbering, OPTIONS));
        }
        assertThat(written.hold(pieces)).isTrue();
        assertThat(texts.write(written, 5, labels, dpcs, streams))
                .isEqualTo(texts.write(numbering, 5, labels, dpcs, streams));
        assertThat(written.hold(pieces)).isFalse();
    }

    private static void write(GenerationOptions options, TextAdvice advice) {
        new DistilledTexts(
                        SetSelector.perLabel(new RandomSelector()),
                        2,
                        options,
                        advice,
                        Observer.NONE,
                        UnaryOperator.identity())
                .write(writing("a a a a", "a b c d"), 0, List.of("no", "yes"), List.of(2), new RandomStreams(1));
    }

    /** A generator that only writes: it returns these words, each as one text. */
    private static Generator writing(String... byLabel) {
        return (Generator) Proxy.newProxyInstance(
                Generator.class.getClassLoader(),
                new Class<?>[] {Generator.class},
                (proxy, method, arguments) -> Stream.of(byLabel[(int) arguments[0]].split(" "))
                        .map(text -> new GeneratedText(Example.of(text, (int) arguments[0]), Outcome.COMPLETE, -1, 3))
                        .toList());
    }
}
