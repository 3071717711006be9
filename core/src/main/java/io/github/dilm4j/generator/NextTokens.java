package io.github.dilm4j.generator;

import java.util.List;

/** A causal language model that scores the next token after texts with a common prefix. */
public interface NextTokens extends AutoCloseable {
    /** The longest text that the model can read, tokens. */
    int maxTokens();

    /** The warnings from reading the model's folder about what was left out or overridden, a sentence each. */
    default List<String> warnings() {
        return List.of();
    }

    /**
     * The logits of some tokens as the next token after {@code prefix + suffixes[i]}.
     *
     * @param prefix token ids that all texts begin with; may be empty
     * @param suffixes [n], token ids, at least one each
     * @param candidates [candidates], token ids
     * @return [n][candidates]
     * @throws IllegalArgumentException if a text is empty or longer than {@link #maxTokens()}
     */
    float[][] logits(int[] prefix, List<int[]> suffixes, int[] candidates);

    @Override
    void close();
}
