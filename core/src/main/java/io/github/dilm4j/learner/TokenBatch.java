package io.github.dilm4j.learner;

import io.github.dilm4j.data.Example;
import io.github.dilm4j.tokenize.TokenSequence;
import io.github.dilm4j.tokenize.Tokenizer;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * Labelled texts, tokenised once.
 *
 * @param sequences [n], not padded
 * @param labels [n], not copied
 */
public record TokenBatch(List<TokenSequence> sequences, int[] labels) implements Serializable {
    public TokenBatch {
        sequences = List.copyOf(sequences);
        if (sequences.size() != labels.length) {
            throw new IllegalArgumentException(sequences.size() + " sequences but " + labels.length + " labels");
        }
    }

    /** @param maxTokens longer sequences are cut */
    public static TokenBatch of(Tokenizer tokenizer, List<Example> examples, int maxTokens) {
        int[] labels = examples.stream().mapToInt(Example::label).toArray();
        return new TokenBatch(sequences(tokenizer, examples, maxTokens), labels);
    }

    static List<TokenSequence> sequences(Tokenizer tokenizer, List<Example> examples, int maxTokens) {
        return tokenizer.encodeAllForClassifier(
                examples.stream().map(Example::texts).toList(), maxTokens);
    }

    public int size() {
        return labels.length;
    }

    /** The examples of these indices, in this order. */
    public TokenBatch select(int[] indices) {
        List<TokenSequence> chosen = new ArrayList<>(indices.length);
        int[] theirLabels = new int[indices.length];
        for (int i = 0; i < indices.length; i++) {
            chosen.add(sequences.get(indices[i]));
            theirLabels[i] = labels[indices[i]];
        }
        return new TokenBatch(chosen, theirLabels);
    }
}
