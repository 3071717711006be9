package io.github.dilm4j.run.config;

import io.github.dilm4j.base.Precision;
import java.util.Optional;

/**
 * The classifier whose gradients are matched and that evaluation trains. It has either {@code model} or {@code create}.
 *
 * @param model a Hugging Face folder or hub id
 * @param create a BERT that is trained from scratch
 * @param maxTokens longest text in tokens; longer texts are cut
 * @param body the initial weights of the body
 * @param pooler how a reset treats a pooler that was never trained
 * @param dropout whether training uses dropout
 * @param dtype type of the body's matrix products
 */
public record LearnerConfig(
        Optional<String> model,
        Optional<CreateConfig> create,
        int maxTokens,
        Body body,
        Pooler pooler,
        boolean dropout,
        Precision dtype) {
    /** The initial weights of the body. */
    public enum Body {
        /** Trained from its weights. */
        PRETRAINED,
        /** Not trained; only the head is. */
        FROZEN,
        /** Drawn again at every reset. */
        UNTRAINED
    }

    /** How a reset treats a pooler's weights. */
    public enum Pooler {
        /**
         * Drawn again at every reset if they were never trained, which a bias of zeros shows; otherwise {@code kept}.
         */
        AUTO,
        /** The weights of the folder. */
        KEPT
    }

    void check(Problems problems) {
        problems.oneOf("learner", model.isPresent(), create.isPresent());
        problems.require(maxTokens >= 3, "learner.maxTokens", "must be at least 3", maxTokens);
        create.ifPresent(c -> c.check("learner.create", maxTokens, problems));
    }
}
