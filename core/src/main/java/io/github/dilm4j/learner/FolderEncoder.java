package io.github.dilm4j.learner;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.model.ClassifierModel;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tokenize.Tokenizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * An encoder from a Hugging Face folder, with the model and the tokenizer that it works with.
 *
 * @param warnings what was left out or overridden when the folder was read, a sentence each
 */
public record FolderEncoder(
        ClassifierModel model, Tokenizer tokenizer, TransformerEncoder encoder, List<String> warnings)
        implements AutoCloseable {

    /**
     * Opens a folder.
     *
     * @param labels of the head that comes with it and is not used
     * @param maxTokens longer texts are cut; the model's and the folder's own limits count where they are lower
     * @throws InputException if the folder is no model, of an unknown architecture or pooling, or damaged
     */
    public static FolderEncoder open(Path folder, int labels, int maxTokens, Device device) {
        SentenceModules modules = SentenceModules.of(folder);
        ClassifierModel model = Classifiers.load(modules.transformer(), labels, device);
        try {
            Tokenizer tokenizer = Classifiers.tokenizer(modules.transformer(), model);
            List<String> warnings = new ArrayList<>(model.warnings());
            warnings.addAll(tokenizer.warnings());
            int limit = modules.maxTokens().orElse(maxTokens);
            if (limit < Math.min(maxTokens, model.maxTokens())) {
                warnings.add(folder + ": texts are cut at " + limit + " tokens, its max_seq_length, instead of "
                        + maxTokens);
            }
            int longest = Math.min(maxTokens, Math.min(limit, model.maxTokens()));
            return new FolderEncoder(
                    model,
                    tokenizer,
                    new TransformerEncoder(model, tokenizer, modules.pooling(), longest, modules.lowerCase()),
                    warnings);
        } catch (RuntimeException e) {
            model.close();
            throw e;
        }
    }

    @Override
    public void close() {
        tokenizer.close();
        model.close();
    }
}
