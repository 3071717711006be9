package io.github.dilm4j.cli;

import io.github.dilm4j.data.Example;
import io.github.dilm4j.model.ClassifierModel;
import io.github.dilm4j.tokenize.CutTexts;
import io.github.dilm4j.tokenize.Tokenizer;
import java.util.List;

/**
 * Warns of texts that are cut for a model.
 *
 * @param model as the user named it
 * @param maxTokens of {@code --max-tokens}
 */
record LongTexts(Console console, String model, int maxTokens) {
    /** @param what the examples, with the option of their files: {@code texts of --test} */
    void warn(String what, List<Example> examples, Tokenizer tokenizer, ClassifierModel reader) {
        boolean given = maxTokens <= reader.maxTokens();
        CutTexts.of(
                        tokenizer.encodeAllForClassifier(
                                examples.stream().map(Example::texts).toList()),
                        given ? maxTokens : reader.maxTokens())
                .sentence(what, given ? "--max-tokens" : "the model reads")
                .ifPresent(sentence -> console.warn(model + ": " + sentence));
    }
}
