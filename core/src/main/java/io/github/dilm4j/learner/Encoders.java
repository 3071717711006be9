package io.github.dilm4j.learner;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.tensor.Device;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Opens encoders from Hugging Face folders. */
public final class Encoders {
    private Encoders() {}

    /**
     * Opens a folder; the caller closes the encoder.
     *
     * @param labels of the folder's classification head, which an encoder does not use
     * @param maxTokens longer texts are cut; the model's and the folder's own limits count where they are lower
     * @param warnings receives what was left out or overridden when the folder was read, a sentence each
     * @throws InputException if the folder is not a model, is of an unknown architecture or pooling, or is damaged
     */
    public static FolderEncoder open(Path folder, int labels, int maxTokens, Device device, Consumer<String> warnings) {
        SentenceModules modules = SentenceModules.of(folder);
        Learners.Parts parts = Learners.parts(modules.transformer(), labels, device);
        parts.warnings().forEach(warnings);
        int known = parts.model().maxTokens();
        int limit = modules.maxTokens().orElse(maxTokens);
        if (limit < Math.min(maxTokens, known)) {
            warnings.accept(
                    folder + ": texts are cut at " + limit + " tokens, its max_seq_length, instead of " + maxTokens);
        }
        int longest = Math.min(maxTokens, Math.min(limit, known));
        return new FolderEncoder(
                parts,
                new TransformerEncoder(
                        folder.toString(),
                        parts.model(),
                        parts.tokenizer(),
                        modules.pooling(),
                        longest,
                        modules.lowerCase()));
    }
}
