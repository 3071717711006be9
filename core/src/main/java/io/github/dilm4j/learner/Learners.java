package io.github.dilm4j.learner;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.model.ClassifierModel;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tokenize.Tokenizer;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Opens learners from Hugging Face folders. The caller closes them. */
public final class Learners {
    private Learners() {}

    /**
     * Opens a folder as a learner for {@code labels} labels.
     *
     * @throws InputException if the folder is not a model, is of an unknown architecture, or is damaged
     */
    public static Learner open(Path folder, int labels, TransformerLearner.Settings settings, Device device) {
        return new TransformerLearner(Classifiers.load(folder, labels, device), settings);
    }

    /** A learner's model and the tokenizer beside it. */
    public record Parts(ClassifierModel model, Tokenizer tokenizer) implements AutoCloseable {
        /** The warnings from reading the folder about what was left out or overridden, a sentence each. */
        public List<String> warnings() {
            return Stream.concat(model.warnings().stream(), tokenizer.warnings().stream())
                    .toList();
        }

        @Override
        public void close() {
            tokenizer.close();
            model.close();
        }
    }

    /**
     * Opens a folder's model and tokenizer.
     *
     * @throws InputException if one of them cannot be used, or the model does not know all tokens
     */
    public static Parts parts(Path folder, int labels, Device device) {
        ClassifierModel model = Classifiers.load(folder, labels, device);
        try {
            return new Parts(model, tokenizer(folder, model));
        } catch (RuntimeException e) {
            model.close();
            throw e;
        }
    }

    private static Tokenizer tokenizer(Path folder, ClassifierModel model) {
        Tokenizer tokenizer = Tokenizer.load(folder);
        int tokens = tokenizer.size();
        if (tokens > model.vocabularySize()) {
            tokenizer.close();
            throw InputException.at(
                    folder,
                    "its tokenizer has " + tokens + " tokens, its model knows " + model.vocabularySize()
                            + "; put the tokenizer of this model there");
        }
        return tokenizer;
    }
}
