package io.github.dilm4j.distill;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.coreset.Encoder;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.data.Metric;
import io.github.dilm4j.data.Task;
import io.github.dilm4j.generator.GeneratedText;
import io.github.dilm4j.served.Endpoint;
import io.github.dilm4j.served.Patience;
import io.github.dilm4j.served.Reply;
import io.github.dilm4j.served.ServedModel;
import io.github.dilm4j.served.StubServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServedWriterTest {
    private static final Task TASK =
            new Task("films", List.of("sentence"), "label", List.of("bad", "good"), Metric.ACCURACY);
    private static final Task PAIRS =
            new Task("pairs", List.of("first", "second"), "same", List.of("no", "yes"), Metric.ACCURACY);
    private static final WritingPrompt PROMPT = new WritingPrompt(TASK, "{label}\n{examples}\n{format}");

    @TempDir
    private Path cache;

    private static Reply reply(String text) {
        return new Reply(text, "stop", Map.of(), List.of(), 0, 0);
    }

    @Test
    void aPromptHoldsTheLabelAndTheExamplesOnOneLineEach() {
        assertThat(PROMPT.of(1, List.of(Example.of("so\n warm ", 1), Example.of("fine", 1))))
                .isEqualTo("good\nsentence: so warm\n\nsentence: fine\nReply with the new text alone.");
        assertThat(new WritingPrompt(PAIRS, "{label}\n{examples}\n{format}")
                        .of(0, List.of(new Example(List.of("a", "b"), 0))))
                .isEqualTo("no\nfirst: a\nsecond: b\n"
                        + "Reply with two lines alone, which begin with 'first:' and 'second:'.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a warm film",
                "  \"a warm film\" ",
                "“a warm film”",
                "Sentence: a warm film",
                "- **sentence:** a warm\n  film",
                "1. a warm film",
                "```text\na warm film\n```",
                "<think>It should be\nwarm.</think>\n\na warm film"
            })
    void whatIsAroundATextIsNoPartOfIt(String text) {
        GeneratedText read = PROMPT.read(reply(text), 1);
        assertThat(read.outcome()).isEqualTo(GeneratedText.Outcome.COMPLETE);
        assertThat(read.example()).isEqualTo(Example.of("a warm film", 1));
    }

    @Test
    void quotesWithinATextStay() {
        assertThat(PROMPT.read(reply("\"warm\" and \"fine\""), 1).example().texts())
                .containsExactly("\"warm\" and \"fine\"");
    }

    @Test
    void aPairIsReadFromItsTwoLines() {
        WritingPrompt prompt = new WritingPrompt(PAIRS, "{label}{examples}{format}");
        assertThat(prompt.read(reply("Here they are:\nFirst: a b\nSecond: \"c\""), 1)
                        .example())
                .isEqualTo(new Example(List.of("a b", "c"), 1));
        assertThat(prompt.read(reply("First: a b"), 1).outcome()).isEqualTo(GeneratedText.Outcome.NO_SEPARATOR);
        assertThat(prompt.read(reply("First: a\nSecond: a"), 1).outcome())
                .isEqualTo(GeneratedText.Outcome.IDENTICAL_PAIR);
        assertThat(prompt.read(reply("First: a\nSecond:"), 1).outcome()).isEqualTo(GeneratedText.Outcome.EMPTY);
    }

    @Test
    void emptyAndCutRepliesAreNotUsed() {
        assertThat(PROMPT.read(reply("<think>endless"), 1).outcome()).isEqualTo(GeneratedText.Outcome.EMPTY);
        assertThat(PROMPT.read(new Reply("a wa", "length", Map.of(), List.of(), 0, 0), 1)
                        .outcome())
                .isEqualTo(GeneratedText.Outcome.CUT_OFF);
    }

    /** Returns ten texts about two topics. Texts about one topic have the same embedding. */
    private static List<Example> texts(int label) {
        List<Example> texts = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            texts.add(Example.of("cast " + i, label));
            texts.add(Example.of("plot " + i, label));
        }
        return texts;
    }

    private static final Encoder TOPICS = examples -> examples.stream()
            .map(example -> example.texts().get(0).startsWith("cast") ? new float[] {0, 1} : new float[] {1, 0})
            .toArray(float[][]::new);

    @Test
    void everyRequestShowsExamplesOfOneClusterAndAllClustersHaveTheirTurn() {
        List<String> prompts = new ArrayList<>();
        try (StubServer server = new StubServer(body -> {
            synchronized (prompts) {
                prompts.add(StubServer.prompt(body));
                return StubServer.chat("text " + prompts.size() / 2); // each text twice
            }
        })) {
            List<Long> heard = new ArrayList<>();
            ServedModel model = new ServedModel(
                    Endpoint.of("url", server.url(), "tiny", Endpoint.Api.CHAT, Optional.empty()),
                    Map.of(),
                    cache,
                    Patience.USUAL);
            CandidatePool pool = new ServedWriter(
                            model, PROMPT, new ServedWriter.Settings(6, 3, 1, 20, 1), Observer.NONE)
                    .write(List.of(texts(0), texts(1)), TOPICS, new RandomStreams(3), "", heard::add);
            assertThat(heard).hasSize(12).endsWith(12L);
            assertThat(prompts).hasSize(12);
            Set<String> topics = new TreeSet<>();
            for (String prompt : prompts) {
                Set<String> shown = Arrays.stream(prompt.split("\n", -1))
                        .filter(line -> line.startsWith("sentence: "))
                        .collect(Collectors.toSet());
                assertThat(shown).hasSize(3);
                Set<String> ofPrompt =
                        shown.stream().map(line -> line.split(" ", -1)[1]).collect(Collectors.toSet());
                assertThat(ofPrompt).hasSize(1);
                topics.add(prompt.split("\n", -1)[0] + " " + ofPrompt);
            }
            assertThat(topics).containsExactly("bad [cast]", "bad [plot]", "good [cast]", "good [plot]");
            assertThat(pool.counts().get(0)).isEqualTo(new TextCounts(6, 4, 0, 0, 0, 2));
            assertThat(pool.texts().get(1)).doesNotHaveDuplicates().allMatch(example -> example.label() == 1);
        }
    }

    @Test
    void poolsAreAddedWithoutRepetition() {
        CandidatePool one =
                new CandidatePool(List.of(List.of(Example.of("a", 0), Example.of("b", 0))), List.of(counts(3, 2, 1)));
        CandidatePool other =
                new CandidatePool(List.of(List.of(Example.of("b", 0), Example.of("c", 0))), List.of(counts(2, 2, 0)));
        assertThat(one.with(other))
                .isEqualTo(new CandidatePool(
                        List.of(List.of(Example.of("a", 0), Example.of("b", 0), Example.of("c", 0))),
                        List.of(counts(5, 3, 2))));
    }

    private static TextCounts counts(int written, int kept, int duplicates) {
        return new TextCounts(written, kept, 0, 0, 0, duplicates);
    }
}
