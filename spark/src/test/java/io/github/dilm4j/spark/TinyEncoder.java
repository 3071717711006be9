package io.github.dilm4j.spark;

import io.github.dilm4j.model.ModelShape;
import io.github.dilm4j.model.bert.BertConfig;
import io.github.dilm4j.model.bert.BertMaskedLanguageModel;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tokenize.Tokenizer;
import io.github.dilm4j.tokenize.WordPieceTraining;
import java.nio.file.Path;
import java.util.List;

/** A small BERT with random weights that reads texts of a few words. */
final class TinyEncoder {
    static final int POSITIONS = 16;

    private TinyEncoder() {}

    /** Writes the encoder's folder. */
    static Path in(Path folder, List<String> texts) {
        return in(folder, texts, 1, 16);
    }

    /** Writes the folder of an encoder with these layers and this hidden size. */
    static Path in(Path folder, List<String> texts, int layers, int hidden) {
        try (Tokenizer tokenizer = WordPieceTraining.train(texts, 100, true)) {
            tokenizer.save(folder);
            int pad = tokenizer.specialTokens().pad().orElseThrow();
            BertConfig shape =
                    BertConfig.of(tokenizer.size(), new ModelShape(hidden, layers, 2, 2 * hidden, POSITIONS), pad);
            try (BertMaskedLanguageModel model = BertMaskedLanguageModel.create(shape, 1, Device.CPU)) {
                model.save(folder);
            }
        }
        return folder;
    }
}
