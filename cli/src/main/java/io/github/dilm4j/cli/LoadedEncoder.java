package io.github.dilm4j.cli;

import io.github.dilm4j.coreset.CachingEncoder;
import io.github.dilm4j.coreset.Encoder;
import io.github.dilm4j.learner.Classifiers;
import io.github.dilm4j.learner.Pooling;
import io.github.dilm4j.learner.TransformerEncoder;
import io.github.dilm4j.model.ClassifierModel;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tokenize.Tokenizer;
import java.nio.file.Path;

/** An encoder from a Hugging Face folder, with the model and the tokenizer that it needs. */
record LoadedEncoder(ClassifierModel model, Tokenizer tokenizer, Encoder encoder) implements AutoCloseable {
    /** @param labels of the head that comes with it and is not used */
    static LoadedEncoder open(Path folder, int labels, int maxTokens, Device device) {
        ClassifierModel model = Classifiers.load(folder, labels, device);
        try {
            Tokenizer tokenizer = ModelFiles.tokenizer(folder, model);
            return new LoadedEncoder(
                    model,
                    tokenizer,
                    new CachingEncoder(new TransformerEncoder(
                            model, tokenizer, Pooling.of(folder), Math.min(maxTokens, model.maxTokens()))));
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
