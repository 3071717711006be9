package io.github.dilm4j.run.config;

import io.github.dilm4j.base.Precision;
import java.util.Optional;

/**
 * The language model that writes the texts. It has either {@code model} or {@code create}.
 *
 * @param model a Hugging Face folder or hub id
 * @param create a GPT-2 that is trained from scratch
 * @param maxTokens longest text in tokens, including label and end tokens
 * @param prompt the text that names the label before its token: {@code auto} (a short prompt for a named model, none
 *     for a created one), {@code none}, or words with {@code {label}} in them
 * @param labelVectors the initial vectors of the label tokens
 * @param newVectorRate factor on the learning rate of the language model for the vectors of added tokens; empty for 30
 *     with a named model and 1 with a created one
 * @param dtype type of the model's matrix products
 */
public record GeneratorConfig(
        Optional<String> model,
        Optional<CreateConfig> create,
        int maxTokens,
        String prompt,
        LabelVectorStart labelVectors,
        Optional<Double> newVectorRate,
        Precision dtype) {
    /** The default for a named model. */
    static final double PRETRAINED_VECTOR_RATE = 30;

    private static final String LABEL = "{label}";
    private static final String AUTO_PROMPT = "auto";
    private static final String NO_PROMPT = "none";
    private static final String USUAL_PROMPT = LABEL + " text:";

    /** The initial vectors of the label tokens. */
    public enum LabelVectorStart {
        /** {@code named} for a named model, {@code apart} for a created one. */
        AUTO,
        /** Copies of the end token's vector, as in the paper. */
        COPIED,
        /** The means of the vectors of the label names' tokens. */
        NAMED,
        /** Long random vectors: a small model ignores copies. */
        APART
    }

    /** The resolved choice, never {@link LabelVectorStart#AUTO}. */
    public LabelVectorStart labelVectorStart() {
        if (labelVectors != LabelVectorStart.AUTO) {
            return labelVectors;
        }
        return create.isPresent() ? LabelVectorStart.APART : LabelVectorStart.NAMED;
    }

    /** Whether the prompt is the one that suits the model. */
    public boolean choosesPrompt() {
        return prompt.equals(AUTO_PROMPT);
    }

    /** The prompt's words, with {@code {label}} for the label's name; empty for none. */
    public Optional<String> promptTemplate() {
        if (choosesPrompt()) {
            return create.isPresent() ? Optional.empty() : Optional.of(USUAL_PROMPT);
        }
        return prompt.equals(NO_PROMPT) ? Optional.empty() : Optional.of(prompt);
    }

    public double vectorRate() {
        return newVectorRate.orElse(create.isPresent() ? 1 : PRETRAINED_VECTOR_RATE);
    }

    void check(Problems problems) {
        problems.oneOf("generator", model.isPresent(), create.isPresent());
        problems.require(maxTokens >= 4, "generator.maxTokens", "must be at least 4", maxTokens);
        problems.require(
                prompt.equals(AUTO_PROMPT) || prompt.equals(NO_PROMPT) || prompt.contains(LABEL),
                "generator.prompt",
                "must be auto, none, or words with " + LABEL + " where the label's name goes",
                "'" + prompt + "'");
        newVectorRate.ifPresent(rate -> problems.positive("generator.newVectorRate", rate));
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
