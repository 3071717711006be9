package io.github.dilm4j.distill;

import io.github.dilm4j.learner.Learner;
import io.github.dilm4j.learner.TokenBatch;
import io.github.dilm4j.matching.MeanGradient;
import java.io.Serializable;
import java.util.List;

/**
 * The repsets in the learner's tokens.
 *
 * @param batches [label][batch]; no labels without repsets
 * @param real how their gradients are computed
 */
public record Repsets(List<List<TokenBatch>> batches, RealGradients real) implements Serializable {
    /** The gradients of all repsets at the learner's weights: [label][batch]. */
    List<List<MeanGradient>> gradients(Learner learner) {
        return batches.stream()
                .map(ofLabel ->
                        ofLabel.stream().map(batch -> real.head(learner, batch)).toList())
                .toList();
    }
}
