package io.github.dilm4j.distill;

import io.github.dilm4j.learner.TokenBatch;

/** The real examples that synthetic texts are compared with in a matching step, in the learner's tokens. */
public sealed interface RealTokens permits RepsetTokens, DrawnTokens {
    int labels();

    /** The batch of a label in a step; the same step gives the same batch, whatever was called before. */
    TokenBatch batch(int label, long step);
}
