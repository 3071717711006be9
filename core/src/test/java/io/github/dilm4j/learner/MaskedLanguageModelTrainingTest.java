package io.github.dilm4j.learner;

import static io.github.dilm4j.learner.TinyBert.expected;
import static io.github.dilm4j.learner.TinyBert.relativeError;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dilm4j.base.OptimizerKind;
import io.github.dilm4j.model.ClassifierModel;
import io.github.dilm4j.model.ModelFolder;
import io.github.dilm4j.model.ModelShape;
import io.github.dilm4j.model.Pass;
import io.github.dilm4j.model.bert.BertConfig;
import io.github.dilm4j.model.bert.BertMaskedLanguageModel;
import io.github.dilm4j.nn.PaddedBatch;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tensor.Tensors;
import io.github.dilm4j.tokenize.TokenSequence;
import io.github.dilm4j.tokenize.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MaskedLanguageModelTrainingTest {
    private static final Path FOLDER = Path.of("src", "test", "resources", "bert-mlm");
    private static final int[] POSITIONS = {1, 3, 10, 22, 24, 25, 38}; // row · 9 + column of the fixture

    @TempDir
    Path folder;

    @Test
    void logitsAgreeWithTransformers() {
        TokenBatch batch = TinyBert.batch();
        try (BertMaskedLanguageModel model = BertMaskedLanguageModel.load(ModelFolder.open(FOLDER), Device.CPU);
                PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            int[][] ids = batch.sequences().stream().map(TokenSequence::ids).toArray(int[][]::new);
            int[][] types =
                    batch.sequences().stream().map(TokenSequence::typeIds).toArray(int[][]::new);
            float[] logits = Tensors.floats(model.logits(
                    PaddedBatch.of(ids, types, 0, Device.CPU),
                    Tensors.of(POSITIONS, Device.CPU, POSITIONS.length),
                    Pass.EXACT));
            assertThat(relativeError(logits, expected(FOLDER, "logits"))).isLessThan(3e-6);
        }
    }

    @Test
    void learnsARegularLanguageRepeatablyAndItsFolderOpensAsAClassifier() throws IOException {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 64; i++) { // the animal determines the colour
            texts.add(i % 2 == 0 ? "the cat is black" : "a dog was white");
        }
        try (Tokenizer tokenizer = tokenizer()) {
            List<TokenSequence> sequences = tokenizer.encodeAllForClassifier(
                    texts.stream().map(List::of).toList(), 16);
            BertConfig config = BertConfig.of(tokenizer.size(), new ModelShape(16, 1, 2, 32, 16), 0);
            double first;
            double last;
            try (BertMaskedLanguageModel model = BertMaskedLanguageModel.create(config, 1, Device.CPU);
                    MaskedLanguageModelTraining training =
                            new MaskedLanguageModelTraining(model, tokenizer, OptimizerKind.ADAMW, 0.01, 5)) {
                first = training.loss(sequences, 1000);
                train(training, sequences);
                last = training.loss(sequences, 1000);
                model.save(folder);
            }
            assertThat(first).isBetween(2.0, 3.0); // ln 13 = 2.56 for a model that has learned nothing
            assertThat(last).isLessThan(1.0);
            try (BertMaskedLanguageModel model = BertMaskedLanguageModel.create(config, 1, Device.CPU);
                    MaskedLanguageModelTraining training =
                            new MaskedLanguageModelTraining(model, tokenizer, OptimizerKind.ADAMW, 0.01, 5)) {
                train(training, sequences);
                assertThat(training.loss(sequences, 1000)).isEqualTo(last);
            }
            try (BertMaskedLanguageModel model = BertMaskedLanguageModel.load(ModelFolder.open(folder), Device.CPU);
                    MaskedLanguageModelTraining training =
                            new MaskedLanguageModelTraining(model, tokenizer, OptimizerKind.ADAMW, 0.01, 5);
                    ClassifierModel classifier = Classifiers.load(folder, 2, Device.CPU)) {
                assertThat(training.loss(sequences, 1000)).isEqualTo(last);
                assertThat(classifier.freshParameters())
                        .containsExactlyInAnyOrder(
                                "classifier.weight",
                                "classifier.bias",
                                "bert.pooler.dense.weight",
                                "bert.pooler.dense.bias");
            }
        }
    }

    @Test
    void aModelTooSmallForTheTokenizerIsRefused() throws IOException {
        try (Tokenizer tokenizer = tokenizer();
                BertMaskedLanguageModel model = BertMaskedLanguageModel.create(
                        BertConfig.of(5, new ModelShape(4, 1, 1, 4, 16), 0), 1, Device.CPU)) {
            assertThatThrownBy(() -> new MaskedLanguageModelTraining(model, tokenizer, OptimizerKind.ADAMW, 0, 1))
                    .hasMessage("the tokenizer has 13 tokens, the model knows 5; create the model for this tokenizer");
        }
    }

    private static void train(MaskedLanguageModelTraining training, List<TokenSequence> sequences) {
        for (int step = 0; step < 80; step++) {
            training.step(sequences, step, 1e-2, 1);
        }
    }

    private Tokenizer tokenizer() throws IOException {
        Path words = Files.createDirectories(folder.resolve("tokenizer"));
        Files.writeString(
                words.resolve("vocab.txt"),
                "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nthe\na\ncat\ndog\nis\nwas\nblack\nwhite\n");
        return Tokenizer.load(words);
    }
}
