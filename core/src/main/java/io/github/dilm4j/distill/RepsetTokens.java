package io.github.dilm4j.distill;

import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.learner.TokenBatch;
import java.util.List;

/**
 * A few batches per label that are chosen once; each step takes a random one: the paper's repsets. DiLM
 * (arXiv:2404.00264), section 3.2.
 */
public final class RepsetTokens implements RealTokens {
    private final List<List<TokenBatch>> byLabel; // [label][batch]
    private final RandomStreams streams;

    /** @param byLabel [label][batch], as many for each label */
    public RepsetTokens(List<List<TokenBatch>> byLabel, RandomStreams streams) {
        this.byLabel = byLabel.stream().map(List::copyOf).toList();
        this.streams = streams;
    }

    @Override
    public int labels() {
        return byLabel.size();
    }

    @Override
    public TokenBatch batch(int label, long step) {
        return byLabel.get(label).get(index(label, step));
    }

    /** Which of the label's batches the step takes. */
    int index(int label, long step) {
        return streams.stream("real batch", step, label)
                .nextInt(byLabel.get(label).size());
    }
}
