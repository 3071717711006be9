package io.github.dilm4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dilm4j.generator.CausalModels;
import io.github.dilm4j.learner.Classifiers;
import io.github.dilm4j.model.CausalModel;
import io.github.dilm4j.model.ClassifierModel;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tokenize.Tokenizer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PretrainCommandTest {
    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Path corpus;

    @BeforeEach
    void writeCorpus() throws IOException {
        corpus = Files.writeString(folder.resolve("corpus.txt"), "the film is good\n\nthe play was long and dull\n");
    }

    private int dilm(List<String> args) {
        Console console = new Console(new PrintWriter(out), new PrintWriter(err), false, 100);
        return new Dilm(console).execute(args.toArray(String[]::new));
    }

    /** Trains a model of one narrow layer for three steps, unless {@code more} says otherwise. */
    private int pretrain(String kind, Path to, String... more) {
        List<String> args = new ArrayList<>(List.of("pretrain", "--kind", kind, "--text", corpus.toString()));
        args.addAll(List.of("--vocabulary", "300", "--layers", "1", "--hidden", "8", "--heads", "2"));
        args.addAll(List.of("--positions", "16", "--steps", "3", "--device", "cpu", "--out", to.toString()));
        args.addAll(List.of(more));
        return dilm(args);
    }

    private void assertSentence(int code, String sentence) {
        assertThat(err.toString()).isEqualTo(sentence + "\n");
        assertThat(out.toString()).isEmpty();
        assertThat(code).isEqualTo(2);
    }

    @Test
    void bertOpensAsLearner() {
        Path model = folder.resolve("bert");
        assertThat(pretrain("bert", model)).as(err.toString()).isZero();
        try (ClassifierModel opened = Classifiers.load(model, 2, Device.CPU);
                Tokenizer tokenizer = Tokenizer.load(model)) {
            assertThat(opened.vocabularySize()).isEqualTo(tokenizer.size());
            assertThat(opened.maxTokens()).isEqualTo(16);
            assertThat(tokenizer.modelMaxLength()).isEqualTo(OptionalInt.of(16));
        }
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString()).endsWith(" tokens to " + model + "\n");
    }

    @Test
    void gpt2OpensAsGenerator() {
        Path model = folder.resolve("gpt2");
        assertThat(pretrain("gpt2", model)).as(err.toString()).isZero();
        try (Tokenizer tokenizer = Tokenizer.load(model);
                CausalModel opened = CausalModels.load(model, tokenizer.size(), Device.CPU)) {
            assertThat(opened.vocabularySize()).isEqualTo(tokenizer.size());
            assertThat(opened.maxTokens()).isEqualTo(16);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"bert", "gpt2"})
    void sameSeedSameBytes(String kind) throws IOException {
        assertThat(pretrain(kind, folder.resolve("first"), "--seed", "5"))
                .as(err.toString())
                .isZero();
        assertThat(pretrain(kind, folder.resolve("second"), "--seed", "5")).isZero();
        assertThat(pretrain(kind, folder.resolve("other"), "--seed", "6")).isZero();
        byte[] first = Files.readAllBytes(folder.resolve("first/model.safetensors"));
        assertThat(Files.readAllBytes(folder.resolve("second/model.safetensors")))
                .isEqualTo(first);
        assertThat(Files.readAllBytes(folder.resolve("other/model.safetensors")))
                .isNotEqualTo(first);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--hidden|9|--hidden: must be a multiple of --heads (2), got 9",
                "--steps|0|--steps: must be at least 1, got 0",
                "--positions|3|--positions: must be at least 4, got 3",
                "--intermediate|0|--intermediate: must be at least 1, got 0",
                "--warmup|2|--warmup: must lie between 0 and 1, got 2.0",
                "--learning-rate|0|--learning-rate: must be above 0, got 0.0"
            })
    void impossibleSizeIsTold(String option, String value, String sentence) {
        // picocli refuses an option that is given twice, so these arguments must not contain the tested one
        List<String> args = new ArrayList<>(List.of("pretrain", "--kind", "bert", "--text", corpus.toString()));
        args.addAll(List.of("--heads", "2", "--out", folder.resolve("bert").toString(), option, value));
        assertSentence(dilm(args), sentence);
        assertThat(folder.resolve("bert")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"bert", "gpt2"})
    void linesThatAreCutAreCounted(String kind) throws IOException {
        Files.writeString(corpus, "good film\n" + "the play was long and dull ".repeat(5) + "\n");
        assertThat(pretrain(kind, folder.resolve("made"))).isZero();
        assertThat(err.toString())
                .containsPattern("warning: 1 of 2 lines of --text have more tokens than --positions \\(16\\) and are"
                        + " cut; the longest has \\d\\d\n");
    }

    /** Masked language modelling often masks neither of two words, and that is not a divergence. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void aTextOfTwoWordsIsEnough(long seed) throws IOException {
        Files.writeString(corpus, "good film\n");
        int code = pretrain("bert", folder.resolve("bert"), "--seed", Long.toString(seed));
        assertThat(code).as(err.toString()).isZero();
    }

    @Test
    void unknownKindIsTold() {
        assertSentence(pretrain("t5", folder.resolve("t5")), "--kind: 't5' is not one of [bert, gpt2]");
    }

    @Test
    void modelThatIsThereIsKept() throws IOException {
        Path model = Files.createDirectories(folder.resolve("old"));
        Files.writeString(model.resolve("model.safetensors"), "precious");
        assertSentence(
                pretrain("bert", model),
                model
                        + ": holds model.safetensors already; name another folder with --out, or replace it with --force");
        assertThat(model.resolve("model.safetensors")).hasContent("precious");
    }

    @Test
    void aPlaceThatCannotBeWrittenToIsToldBeforeTheTraining() {
        Path model = corpus.resolve("bert");
        assertSentence(
                pretrain("bert", model),
                model + ": cannot be written to, because " + corpus
                        + " is not a folder; name another place with --out");
    }

    @Test
    void tokenizerOfTheOtherKindIsTold() {
        Path gpt2 = folder.resolve("gpt2");
        pretrain("gpt2", gpt2);
        err.getBuffer().setLength(0);
        int code = pretrain("bert", folder.resolve("bert"), "--tokenizer", gpt2.toString());
        assertSentence(
                code,
                "the tokenizer has no padding token, which a BERT needs; use a WordPiece tokenizer, such as"
                        + " 'tokenizer train --kind wordpiece' makes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bert", "gpt2"})
    void divergenceIsToldAndNothingIsWritten(String kind) {
        Path model = folder.resolve("wild");
        int code = pretrain(kind, model, "--learning-rate", "1e38");
        assertThat(err.toString()).contains("; lower --learning-rate, or give more text; nothing was written\n");
        assertThat(code).isEqualTo(2);
        assertThat(model).doesNotExist();
    }

    @Test
    void helpHasAnExample() {
        assertThat(dilm(List.of("pretrain", "--help"))).isZero();
        assertThat(out.toString()).contains("Example:", "  ./dilm pretrain --kind bert", "Usage: ./dilm pretrain");
        assertThat(err.toString()).isEmpty();
    }
}
