package io.github.dilm4j.api;

import java.util.List;

/**
 * The best of the sets of one size that a generator wrote, by its score on rows that were set apart for the choice.
 *
 * @param dpc texts per label
 * @param texts label by label
 * @param score of learners that were trained on it, on those rows, in [0, 1]
 * @param randomScore the mean of as many random rows of the data there
 */
public record DistilledSet(int dpc, List<LabelledText> texts, double score, double randomScore) {
    public DistilledSet {
        texts = List.copyOf(texts);
    }

    /** Whether random rows of the data serve better: then the generator needs more training or more data. */
    public boolean worseThanRandom() {
        return score < randomScore;
    }
}
