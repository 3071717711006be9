package io.github.dilm4j.experiment.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dilm4j.data.Example;
import io.github.dilm4j.learner.Encoders;
import io.github.dilm4j.learner.FolderEncoder;
import io.github.dilm4j.model.ModelShape;
import io.github.dilm4j.model.bert.BertConfig;
import io.github.dilm4j.model.bert.BertMaskedLanguageModel;
import io.github.dilm4j.piece.PieceRunner;
import io.github.dilm4j.piece.SentPieces;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tokenize.Tokenizer;
import io.github.dilm4j.tokenize.WordPieceTraining;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PieceEncoderTest {
    private static final int MAX_TOKENS = 64;

    @TempDir
    Path folder;

    @Test
    void vectorsHaveTheSameBitsWhereverTheyAreComputed() {
        List<Example> texts = texts(700);
        EncodingWork work = new EncodingWork(model(texts).toString(), 2, MAX_TOKENS, Device.CPU);
        try (FolderEncoder open = Encoders.open(folder, 2, MAX_TOKENS, Device.CPU, warning -> {})) {
            float[][] expected = open.encoder().embed(texts);
            SentPieces sent = new SentPieces();
            assertThat(new PieceEncoder(open.encoder(), work, sent, () -> {}).embed(texts))
                    .isDeepEqualTo(expected);
            assertThat(sent.pieces()).isEqualTo(2);
            assertThat(new PieceEncoder(open.encoder(), work, PieceRunner.LOCAL, () -> {}).embed(texts))
                    .isDeepEqualTo(expected);
        }
    }

    @Test
    void aFewTextsAreEmbeddedByTheOpenEncoder() {
        List<Example> texts = texts(30);
        EncodingWork work = new EncodingWork(model(texts).toString(), 2, MAX_TOKENS, Device.CPU);
        try (FolderEncoder open = Encoders.open(folder, 2, MAX_TOKENS, Device.CPU, warning -> {})) {
            SentPieces sent = new SentPieces();
            assertThat(new PieceEncoder(open.encoder(), work, sent, () -> {}).embed(texts))
                    .isDeepEqualTo(open.encoder().embed(texts));
            assertThat(sent.pieces()).isZero();
        }
    }

    /** Returns texts of different lengths. */
    private static List<Example> texts(int count) {
        List<Example> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            texts.add(new Example(List.of("film plot cast song ".repeat(10 + i % 5) + "end ".repeat(i % 7)), i % 2));
        }
        return texts;
    }

    /** Writes the folder of a model with random weights. */
    private Path model(List<Example> texts) {
        try (Tokenizer tokenizer = WordPieceTraining.train(
                texts.stream().map(text -> text.texts().get(0)).toList(), 60, true)) {
            tokenizer.save(folder);
            int pad = tokenizer.specialTokens().pad().orElseThrow();
            BertConfig shape = BertConfig.of(tokenizer.size(), new ModelShape(16, 1, 2, 32, MAX_TOKENS), pad);
            try (BertMaskedLanguageModel model = BertMaskedLanguageModel.create(shape, 1, Device.CPU)) {
                model.save(folder);
            }
        }
        return folder;
    }
}
