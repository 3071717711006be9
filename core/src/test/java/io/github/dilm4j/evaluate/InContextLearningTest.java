package io.github.dilm4j.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.data.Metric;
import io.github.dilm4j.data.Task;
import io.github.dilm4j.generator.CausalNextTokens;
import io.github.dilm4j.generator.NextTokens;
import io.github.dilm4j.model.ModelShape;
import io.github.dilm4j.model.gpt2.Gpt2Architecture;
import io.github.dilm4j.model.gpt2.Gpt2Config;
import io.github.dilm4j.statistics.ConfusionMatrix;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tokenize.BytePairTraining;
import io.github.dilm4j.tokenize.Tokenizer;
import io.github.dilm4j.tokenize.WordPieceTraining;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InContextLearningTest {
    private static final Task TASK =
            new Task("films", List.of("sentence"), "label", List.of("negative", "positive"), Metric.ACCURACY);
    private static final List<Example> DEMONSTRATIONS = List.of(
            Example.of("a dull plot", 0),
            Example.of("a warm plot", 1),
            Example.of("a poor cast", 0),
            Example.of("a rare cast", 1));
    private static final List<Example> TEST = List.of(
            Example.of("so dull", 0), Example.of("so warm", 1), Example.of("so poor", 0), Example.of("so rare", 1));

    private static final Path FAMILIES = Path.of("src", "test", "resources", "tokenize");

    /** A task whose labels begin with different tokens in every family. */
    private static final Task FOR_ALL =
            new Task("films", List.of("sentence"), "label", List.of("film", "warm"), Metric.ACCURACY);

    private static Tokenizer tokenizer;

    @BeforeAll
    static void trainTokenizer() {
        tokenizer = BytePairTraining.train(
                List.of(
                        "sentence: a dull plot",
                        "label: negative label: negative label: negative",
                        "label: positive label: positive label: positive",
                        "a warm cast",
                        "so poor rare"),
                300);
    }

    @AfterAll
    static void close() {
        tokenizer.close();
    }

    private static RandomStreams streams(long seed) {
        return new RandomStreams(seed).child("set");
    }

    /**
     * Answers with the labels of the demonstrations that share the most words with the query, and records its prompts.
     */
    private static final class Copier implements NextTokens {
        final List<String> prompts = new ArrayList<>();

        @Override
        public int maxTokens() {
            return 1000;
        }

        @Override
        public float[][] logLikelihoods(int[] prefix, List<int[]> suffixes, List<int[]> continuations) {
            String shown = prefix.length == 0 ? "" : tokenizer.decode(prefix);
            float[][] logits = new float[suffixes.size()][continuations.size()];
            for (int i = 0; i < logits.length; i++) {
                String query = tokenizer.decode(suffixes.get(i));
                prompts.add(shown + query);
                for (String block : shown.split("\n\n", -1)) {
                    Set<String> words = new HashSet<>(List.of(block.split("\\s+", -1)));
                    words.retainAll(List.of(query.split("\\s+", -1)));
                    for (int label = 0; label < continuations.size(); label++) {
                        if (block.endsWith(" " + TASK.labels().get(label))) {
                            logits[i][label] += (float) Math.pow(10, words.size());
                        }
                    }
                }
            }
            return logits;
        }

        @Override
        public void close() {}
    }

    @Test
    void thePromptIsExact() {
        InContextPrompt prompt = new InContextPrompt(TASK);
        assertThat(prompt.text(DEMONSTRATIONS.subList(0, 2), Example.of("so\nwarm ", 1)))
                .isEqualTo("sentence: a dull plot\nlabel: negative\n\nsentence: a warm plot\nlabel: positive\n\n"
                        + "sentence: so warm\nlabel:");
        Task pairs = new Task("qqp", List.of("question1", "question2"), "same", List.of("no", "yes"), Metric.F1);
        assertThat(new InContextPrompt(pairs)
                        .text(List.of(new Example(List.of("why?", "how?"), 1)), new Example(List.of("a", "b"), 0)))
                .isEqualTo("question1: why?\nquestion2: how?\nsame: yes\n\nquestion1: a\nquestion2: b\nsame:");
    }

    @Test
    void theModelReadsThePromptTokenForToken() {
        Copier model = new Copier();
        List<List<int[]>> asked = new ArrayList<>();
        NextTokens recording = new NextTokens() {
            @Override
            public int maxTokens() {
                return 1000;
            }

            @Override
            public float[][] logLikelihoods(int[] prefix, List<int[]> suffixes, List<int[]> continuations) {
                suffixes.forEach(suffix -> asked.add(List.of(prefix, suffix)));
                return model.logLikelihoods(prefix, suffixes, continuations);
            }

            @Override
            public void close() {}
        };
        InContextLearning.of(recording, tokenizer, TASK, false, limit(1000), "model")
                .run(DEMONSTRATIONS, TEST, streams(1));
        assertThat(asked).hasSize(4);
        for (int i = 0; i < 4; i++) {
            int[] ids = IntStream.concat(
                            IntStream.of(asked.get(i).get(0)),
                            IntStream.of(asked.get(i).get(1)))
                    .toArray();
            assertThat(ids).isEqualTo(tokenizer.encode(model.prompts.get(i)));
            assertThat(model.prompts.get(i))
                    .endsWith("\n\nsentence: " + TEST.get(i).texts().get(0) + "\nlabel:");
            DEMONSTRATIONS.forEach(demonstration -> assertThat(String.join("", model.prompts))
                    .contains(new InContextPrompt(TASK).demonstration(demonstration)));
        }
    }

    @Test
    void demonstrationsTeachAndTheirOrderFollowsTheStream() {
        Copier model = new Copier();
        InContextLearning learning = InContextLearning.of(model, tokenizer, TASK, false, limit(1000), "model");
        assertThat(learning.run(DEMONSTRATIONS, TEST, streams(1)).metrics().score())
                .isEqualTo(1);
        assertThat(learning.run(List.of(), TEST, streams(1)))
                .isEqualTo(new InContextLearning.Outcome(
                        new FineTuning.Outcome(0.5, Math.log(2), new ConfusionMatrix(new int[][] {{2, 0}, {2, 0}}), 0),
                        0,
                        0,
                        0));
        List<String> first = List.copyOf(model.prompts.subList(0, 4));
        model.prompts.clear();
        learning.run(DEMONSTRATIONS, TEST, streams(1));
        learning.run(DEMONSTRATIONS, TEST, streams(2));
        assertThat(model.prompts.subList(0, 4)).isEqualTo(first);
        assertThat(model.prompts.subList(4, 8)).isNotEqualTo(first);
    }

    @Test
    void demonstrationsMayKeepTheirOrder() {
        Copier model = new Copier();
        InContextLearning learning = InContextLearning.of(model, tokenizer, TASK, false, limit(1000), "model");
        learning.run(DEMONSTRATIONS, TEST.subList(0, 1));
        assertThat(model.prompts).containsExactly(new InContextPrompt(TASK).text(DEMONSTRATIONS, TEST.get(0)));
    }

    @Test
    void demonstrationsAreDroppedFromTheFrontAndCounted() {
        Copier all = new Copier();
        InContextLearning.of(all, tokenizer, TASK, false, limit(1000), "model")
                .run(DEMONSTRATIONS, TEST.subList(0, 1), streams(1));
        String whole = all.prompts.get(0);
        int blocks = tokenizer.encode(whole).length;
        String[] parts = whole.split("\n\n", -1);
        String withoutFirst = whole.substring(parts[0].length() + 2);

        Copier model = new Copier();
        InContextLearning.Outcome outcome = InContextLearning.of(
                        model, tokenizer, TASK, false, limit(blocks - 1), "model")
                .run(DEMONSTRATIONS, TEST.subList(0, 1), streams(1));
        assertThat(model.prompts).containsExactly(withoutFirst);
        assertThat(outcome.dropped()).isEqualTo(1);
        assertThat(outcome.cutQueries()).isZero();

        model.prompts.clear();
        List<Example> test =
                List.of(TEST.get(0), Example.of("so dull ".repeat(200).strip(), 0));
        outcome = InContextLearning.of(model, tokenizer, TASK, false, limit(blocks), "model")
                .run(DEMONSTRATIONS, test, streams(1));
        // none of four for the first text, all four for the second
        assertThat(outcome.dropped()).isEqualTo(2, within(1e-12));
        assertThat(outcome.cutQueries()).isEqualTo(1);
        assertThat(model.prompts.get(0)).isEqualTo(whole);
        assertThat(model.prompts.get(1)).endsWith("so dull\nlabel:").doesNotStartWith("sentence");
        assertThat(tokenizer.encode(model.prompts.get(1)).length).isLessThanOrEqualTo(blocks);
    }

    /** Gives equal logits, and records its prompts and candidates. */
    private static final class Recorder implements NextTokens {
        final List<int[]> prompts = new ArrayList<>();
        List<int[]> answers = List.of();

        @Override
        public int maxTokens() {
            return 1000;
        }

        @Override
        public float[][] logLikelihoods(int[] prefix, List<int[]> suffixes, List<int[]> continuations) {
            answers = continuations;
            for (int[] suffix : suffixes) {
                prompts.add(IntStream.concat(IntStream.of(prefix), IntStream.of(suffix))
                        .toArray());
            }
            return new float[suffixes.size()][continuations.size()];
        }

        @Override
        public void close() {}
    }

    /** llama2 prepends a token for a space to every encoded text, and the template of opt prepends {@code </s>}. */
    @ParameterizedTest
    @CsvSource({"llama2, 0", "gemma, 0", "llama3, 0", "gpt_neox, 0", "opt, 1"})
    void aPromptIsThatOfTheWholeTextInEveryFamily(String family, int leading) {
        try (Tokenizer other = Tokenizer.load(FAMILIES.resolve(family))) {
            assertThat(other.leadingTokens()).hasSize(leading);
            Recorder model = new Recorder();
            InContextLearning learning = InContextLearning.of(model, other, FOR_ALL, false, limit(1000), family);
            List<Example> demonstrations = DEMONSTRATIONS.subList(1, 2);
            learning.run(demonstrations, TEST.subList(0, 1), streams(1));
            learning.run(List.of(), TEST.subList(0, 1), streams(1));
            InContextPrompt prompt = new InContextPrompt(FOR_ALL);
            String shown = prompt.text(demonstrations, TEST.get(0));
            int[] special = other.leadingTokens();
            assertThat(model.prompts.get(0)).isEqualTo(joined(special, other.encode(shown)));
            assertThat(model.prompts.get(1)).isEqualTo(joined(special, other.encode(prompt.query(TEST.get(0)))));
            for (int label = 0; label < 2; label++) {
                int[] answered = other.encode(shown + prompt.answer(label));
                assertThat(model.answers.get(label)).containsExactly(answered[other.encode(shown).length]);
            }
        }
    }

    @Test
    void theTokensBeforeAPromptCountAsItsOwn() {
        try (Tokenizer opt = Tokenizer.load(FAMILIES.resolve("opt"))) {
            List<Example> one = TEST.subList(0, 1);
            Recorder model = new Recorder();
            InContextLearning.of(model, opt, FOR_ALL, false, limit(1000), "opt").run(DEMONSTRATIONS, one, streams(1));
            int whole = model.prompts.get(0).length;
            assertThat(InContextLearning.of(model, opt, FOR_ALL, false, limit(whole), "opt")
                            .run(DEMONSTRATIONS, one, streams(1))
                            .dropped())
                    .isZero();
            assertThat(InContextLearning.of(model, opt, FOR_ALL, false, limit(whole - 1), "opt")
                            .run(DEMONSTRATIONS, one, streams(1))
                            .dropped())
                    .isEqualTo(1);
            InContextLearning.Outcome outcome = InContextLearning.of(model, opt, FOR_ALL, false, limit(8), "opt")
                    .run(DEMONSTRATIONS, one, streams(1));
            assertThat(outcome.cutQueries()).isEqualTo(1);
            int[] query = opt.encode(new InContextPrompt(FOR_ALL).query(TEST.get(0)));
            assertThat(model.prompts.get(3))
                    .isEqualTo(joined(opt.leadingTokens(), Arrays.copyOfRange(query, query.length - 7, query.length)));
        }
    }

    private static int[] joined(int[] first, int[] second) {
        return IntStream.concat(IntStream.of(first), IntStream.of(second)).toArray();
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama2", "gemma", "llama3", "gpt_neox", "opt"})
    void labelsThatBeginAlikeAreScoredByTheirWholeNames(String family) {
        Task alike = new Task("t", List.of("text"), "label", List.of("film", "film noir", "films"), Metric.ACCURACY);
        List<Example> demonstrations = List.of(Example.of("x", 0), Example.of("y", 1), Example.of("z", 2));
        try (Tokenizer other = Tokenizer.load(FAMILIES.resolve(family))) {
            Recorder model = new Recorder();
            InContextLearning.of(model, other, alike, false, limit(1000), family)
                    .run(demonstrations, List.of(Example.of("new", 0)), streams(1));
            InContextPrompt prompt = new InContextPrompt(alike);
            for (int label = 0; label < 3; label++) {
                // as a demonstration of this label, with another one behind it, is read
                String block = prompt.demonstration(Example.of("new", label));
                int[] read = other.encode(block + "\n\ntext: more");
                int begin = other.encode(prompt.query(Example.of("new", label))).length;
                int end = other.encode(block).length + 1;
                assertThat(model.answers.get(label)).isEqualTo(Arrays.copyOfRange(read, begin, end));
            }
        }
    }

    @Test
    void thePromptLeavesRoomForTheAnswer() {
        Task alike = new Task("t", List.of("sentence"), "label", List.of("x1", "x2"), Metric.ACCURACY);
        Recorder whole = new Recorder();
        InContextLearning.of(whole, tokenizer, alike, false, limit(1000), "model")
                .run(DEMONSTRATIONS, TEST.subList(0, 1), streams(1));
        int answer = whole.answers.get(0).length;
        int prompt = whole.prompts.get(0).length;
        assertThat(answer).isGreaterThan(1);
        assertThat(InContextLearning.of(new Recorder(), tokenizer, alike, false, limit(prompt + answer - 1), "model")
                        .run(DEMONSTRATIONS, TEST.subList(0, 1), streams(1))
                        .dropped())
                .isZero();
        assertThat(InContextLearning.of(new Recorder(), tokenizer, alike, false, limit(prompt + answer - 2), "model")
                        .run(DEMONSTRATIONS, TEST.subList(0, 1), streams(1))
                        .dropped())
                .isEqualTo(1);
    }

    @Test
    void labelsOfTheSameTokensAreTold() {
        try (Tokenizer lower = WordPieceTraining.train(List.of("label: Film film"), 100, true)) {
            Task alike = new Task("t", List.of("text"), "label", List.of("Film", "film"), Metric.ACCURACY);
            assertThatThrownBy(() -> InContextLearning.of(new Copier(), lower, alike, false, limit(100), "models/x"))
                    .isInstanceOf(InputException.class)
                    .hasMessage("models/x: reads the labels 'Film' and 'film' as the same tokens, so answers cannot be"
                            + " told apart; give the labels other names");
        }
    }

    @Test
    void promptsThatTheModelCannotReadAreTold() {
        assertThatThrownBy(() -> InContextLearning.of(new Copier(), tokenizer, TASK, false, limit(1001), "models/gpt2"))
                .isInstanceOf(InputException.class)
                .hasMessage("models/gpt2: reads at most 1000 tokens, prompts may have 1001; lower --prompt-tokens");
    }

    @Test
    void aRealModelAnswersForEveryText() {
        Gpt2Config config = Gpt2Config.of(tokenizer.size(), new ModelShape(16, 2, 2, 32, 128), 0);
        try (NextTokens model = new CausalNextTokens(Gpt2Architecture.create(config, 1, Device.CPU))) {
            InContextLearning.Outcome outcome = InContextLearning.of(model, tokenizer, TASK, false, limit(128), "model")
                    .run(DEMONSTRATIONS, TEST, streams(1));
            assertThat(outcome.metrics().score()).isBetween(0.0, 1.0);
            assertThat(outcome.metrics().loss()).isCloseTo(Math.log(2), within(0.2));
        }
    }

    private static PromptLimit limit(int tokens) {
        return new PromptLimit(tokens, "--prompt-tokens");
    }
}
