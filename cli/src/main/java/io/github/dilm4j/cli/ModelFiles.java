package io.github.dilm4j.cli;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.model.ClassifierModel;
import io.github.dilm4j.tokenize.Tokenizer;
import java.nio.file.Path;

/** The tokenizer beside a model. */
final class ModelFiles {
    private ModelFiles() {}

    /** @throws InputException if the folder has none, or one that the model does not fit */
    static Tokenizer tokenizer(Path folder, ClassifierModel model) {
        Tokenizer tokenizer = Tokenizer.load(folder);
        if (tokenizer.size() > model.vocabularySize()) {
            int tokens = tokenizer.size();
            tokenizer.close();
            throw InputException.at(
                    folder,
                    "its tokenizer has " + tokens + " tokens, its model knows " + model.vocabularySize()
                            + "; put the tokenizer of this model there");
        }
        return tokenizer;
    }
}
