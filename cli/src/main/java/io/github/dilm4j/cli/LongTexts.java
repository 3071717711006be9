package io.github.dilm4j.cli;

import io.github.dilm4j.data.Example;
import io.github.dilm4j.learner.Learners;
import io.github.dilm4j.tokenize.CutTexts;
import java.util.List;

/**
 * Warns of texts that are cut for a model.
 *
 * @param model as the user named it
 * @param maxTokens of {@code --max-tokens}
 */
record LongTexts(Console console, String model, int maxTokens) {
    /**
     * @param what names the examples, with the option of their files: {@code texts of --test}
     * @throws io.github.dilm4j.base.InputException if {@code maxTokens} leaves no room for a text
     */
    void warn(String what, List<Example> examples, Learners.Parts parts) {
        parts.tokenizer().requireRoom(examples.get(0).texts().size(), maxTokens, "--max-tokens");
        warn(
                what,
                CutTexts.of(
                        parts.tokenizer()
                                .encodeAllForClassifier(
                                        examples.stream().map(Example::texts).toList()),
                        Math.min(maxTokens, parts.model().maxTokens())));
    }

    /** Like {@link #warn(String, List, Learners.Parts)}, of counted texts. */
    void warn(String what, CutTexts cut) {
        cut.sentence(what, cut.maxTokens() == maxTokens ? "--max-tokens" : "the model reads")
                .ifPresent(sentence -> console.warn(model + ": " + sentence));
    }
}
