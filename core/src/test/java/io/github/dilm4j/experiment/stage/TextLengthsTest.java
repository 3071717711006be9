package io.github.dilm4j.experiment.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.experiment.TinyRun;
import io.github.dilm4j.run.RunEvent;
import io.github.dilm4j.tokenize.BytePairTraining;
import io.github.dilm4j.tokenize.Tokenizer;
import io.github.dilm4j.tokenize.WordPieceTraining;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Texts of {@link TinyRun} have four words, such as {@code bad and slow film}: 6 tokens, including those at
 * both ends.
 */
class TextLengthsTest {
    private static final List<String> WORDS =
            List.of("dull bad slow poor flat good warm fine rare great and film plot cast song end tale joke play");

    @TempDir
    private Path folder;

    private final List<String> warnings = new ArrayList<>();

    private TextLengths lengths(String... overrides) {
        StageContext context = TinyRun.context(folder, overrides);
        return new TextLengths(new StageContext(
                context.config(),
                context.locations(),
                context.folder(),
                context.data(),
                new RandomStreams(1),
                StageContext.Execution.local(
                        context.device(),
                        event -> warnings.add(((RunEvent.Warning) event).message()),
                        context.stop())));
    }

    private static Tokenizer generators() {
        String words = " " + WORDS.get(0);
        return BytePairTraining.train(List.of(words, words), 400); // every word is one token
    }

    @Test
    void textsThatFitAreNotMentioned() {
        try (Tokenizer tokenizer = generators()) {
            TextLengths lengths = lengths("generator.maxTokens=6");
            lengths.requireEnds(tokenizer);
            lengths.warnOfGenerator(tokenizer);
        }
        assertThat(warnings).isEmpty();
    }

    @Test
    void textsThatAreCutForTheGeneratorAreCountedAndRefusedIfTooFewEnd() {
        try (Tokenizer tokenizer = generators()) {
            TextLengths lengths = lengths("generator.maxTokens=5");
            lengths.warnOfGenerator(tokenizer);
            assertThat(warnings)
                    .containsExactly(
                            "216 of 216 training texts have more tokens than generator.maxTokens (5) and are cut;"
                                    + " the longest has 6");
            assertThatThrownBy(() -> lengths.requireEnds(tokenizer))
                    .isInstanceOf(InputException.class)
                    .hasMessage(
                            "108 of 108 training texts of label 'negative' have more tokens than generator.maxTokens (5)"
                                    + " and are cut; the longest has 6. A generator that sees so few texts end would not fill the"
                                    + " distilled sets, for which 10 texts are written for each one kept (distil.oversample,"
                                    + " distil.candidates); raise generator.maxTokens, or shorten the texts");
            assertThatCode(() -> lengths("generator.maxTokens=5", "evaluation.methods=[random]")
                            .requireEnds(tokenizer))
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void textsThatAreCutForTheLearnerAreCounted() {
        try (Tokenizer tokenizer = WordPieceTraining.train(WORDS, 200, true)) {
            TextLengths lengths = lengths("learner.maxTokens=4");
            lengths.warnOfLearner(tokenizer);
        }
        String cut = " have more tokens than learner.maxTokens (4) and are cut; the longest has ";
        assertThat(warnings)
                .extracting(warning -> warning.replaceAll("\\d+$", ""))
                .containsExactly(
                        "216 of 216 training texts" + cut,
                        "24 of 24 texts of the select split" + cut,
                        "80 of 80 texts of the report split" + cut);
    }

    @Test
    void aRunIsRefusedBeforeItsGeneratorIsTrained() {
        assertThatThrownBy(() -> TinyRun.run(folder, "generator.maxTokens=4"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining(
                        "training texts of label 'negative' have more tokens than generator.maxTokens (4)");
        assertThat(folder.resolve("run/models/generator-base/model.safetensors"))
                .doesNotExist();
        assertThat(folder.resolve("run/generator-before-matching")).doesNotExist();
    }
}
