package io.github.dilm4j.run.config;

import java.util.Optional;

/**
 * The language model that writes the texts.
 *
 * @param model a Hugging Face folder; or {@code create}
 * @param maxTokens longest text in its tokens, label and end tokens included
 * @param labelVectors where the vectors of the label tokens start
 * @param dtype what it computes in
 */
public record GeneratorConfig(
        Optional<String> model,
        Optional<CreateConfig> create,
        int maxTokens,
        LabelVectorStart labelVectors,
        Dtype dtype) {
    /** Where the vectors of the label tokens start. */
    public enum LabelVectorStart {
        /** {@link #COPIED} for a named model, {@link #APART} for a created one. */
        AUTO,
        /** As copies of the end token's vector, as in the paper. */
        COPIED,
        /** Drawn long and different, for small models that would not listen to them otherwise. */
        APART
    }

    public boolean startsLabelsApart() {
        return labelVectors == LabelVectorStart.APART || (labelVectors == LabelVectorStart.AUTO && create.isPresent());
    }

    void check(Problems problems) {
        problems.oneOf("generator", model.isPresent(), create.isPresent());
        problems.require(maxTokens >= 4, "generator.maxTokens", "must be at least 4", maxTokens);
        create.ifPresent(c -> {
            c.check("generator.create", maxTokens, problems);
            problems.require(
                    c.contrastive().steps() == 0,
                    "generator.create.contrastive.steps",
                    "must be 0: only learners are trained so",
                    c.contrastive().steps());
        });
    }
}
