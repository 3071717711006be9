package io.github.dilm4j.generator;

import java.util.List;

/** A causal language model that scores continuations of texts with a common prefix. */
public interface NextTokens extends AutoCloseable {
    /** The longest text that the model can read, tokens. */
    int maxTokens();

    /** The warnings from reading the model's folder about what was left out or overridden, a sentence each. */
    default List<String> warnings() {
        return List.of();
    }

    /**
     * The log-likelihoods of continuations, summed over their tokens, nats.
     *
     * @param prefix token ids that all texts begin with; may be empty
     * @param suffixes [n], token ids, at least one each; text i is {@code prefix + suffixes[i]}
     * @param continuations [m], token ids, at least one each
     * @return [n][m]
     * @throws IllegalArgumentException if a text is empty, or longer than {@link #maxTokens()} with all but the last
     *     token of a continuation
     */
    float[][] logLikelihoods(int[] prefix, List<int[]> suffixes, List<int[]> continuations);

    @Override
    void close();
}
