package io.github.dilm4j.cli;

import io.github.dilm4j.generator.CausalModels;
import io.github.dilm4j.generator.Generator;
import io.github.dilm4j.generator.LabelPrompt;
import io.github.dilm4j.generator.LabelledTextFormat;
import io.github.dilm4j.generator.TransformerGenerator;
import io.github.dilm4j.model.CausalModel;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tokenize.Tokenizer;
import java.nio.file.Path;

/** Generators from folders. */
final class LoadedGenerator {
    private LoadedGenerator() {}

    /**
     * Opens a generator that a run wrote.
     *
     * @param texts of an example: 1, or 2 for pairs
     * @param maxTokens longest text, label and end tokens included; what the model can read beside the prompt where that is
     *     lower
     * @param console hears warnings
     */
    static Generator open(Path folder, int labels, int texts, int maxTokens, Device device, Console console) {
        Tokenizer tokenizer = Tokenizer.load(folder);
        CausalModel model;
        try {
            model = CausalModels.load(folder, tokenizer, device);
        } catch (RuntimeException e) {
            tokenizer.close();
            throw e;
        }
        tokenizer.warnings().forEach(console::warn);
        model.warnings().forEach(console::warn);
        try {
            LabelledTextFormat format = new LabelledTextFormat(
                            tokenizer,
                            labels,
                            texts == 2,
                            maxTokens,
                            LabelledTextFormat.Spacing.COMPACT,
                            LabelPrompt.of(folder))
                    .within(model.maxTokens());
            return TransformerGenerator.withTokenizer(model, format, TransformerGenerator.Settings.usual());
        } catch (RuntimeException e) {
            model.close();
            tokenizer.close();
            throw e;
        }
    }

    /** The labels that a generator's tokenizer has tokens for. */
    static int labels(Path folder) {
        try (Tokenizer tokenizer = Tokenizer.load(folder)) {
            int labels = 0;
            while (tokenizer.id("<bos_" + labels + ">").isPresent()) {
                labels++;
            }
            return labels;
        }
    }
}
