package io.github.dilm4j.run.config;

import java.util.Optional;

/**
 * The language model that writes the texts.
 *
 * @param model a Hugging Face folder; or {@code create}
 * @param maxTokens longest text in its tokens, label and end tokens included
 */
public record GeneratorConfig(Optional<String> model, Optional<CreateConfig> create, int maxTokens) {
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
