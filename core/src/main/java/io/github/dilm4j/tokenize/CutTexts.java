package io.github.dilm4j.tokenize;

import java.util.List;
import java.util.Optional;

/**
 * The number of examples that are cut because they have more tokens than a model's limit.
 *
 * @param cut examples with more than {@code maxTokens} tokens
 * @param all examples
 * @param longest tokens of the longest example
 * @param maxTokens most tokens of an example
 */
public record CutTexts(int cut, int all, int longest, int maxTokens) {
    /** @param whole the examples' tokens before the cut, including special ones */
    public static CutTexts of(List<TokenSequence> whole, int maxTokens) {
        return new CutTexts(
                (int) whole.stream()
                        .filter(tokens -> tokens.length() > maxTokens)
                        .count(),
                whole.size(),
                whole.stream().mapToInt(TokenSequence::length).max().orElse(0),
                maxTokens);
    }

    /**
     * The counts as a sentence; empty if nothing is cut.
     *
     * @param what the examples: {@code training texts}
     * @param setting the name of the limit: {@code learner.maxTokens}
     */
    public Optional<String> sentence(String what, String setting) {
        return cut == 0
                ? Optional.empty()
                : Optional.of(cut + " of " + all + " " + what + " have more tokens than " + setting + " (" + maxTokens
                        + ") and are cut; the longest has " + longest);
    }
}
