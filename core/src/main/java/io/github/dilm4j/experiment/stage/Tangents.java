package io.github.dilm4j.experiment.stage;

import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.coreset.BlockUnitEncoder;
import io.github.dilm4j.coreset.CachingEncoder;
import io.github.dilm4j.coreset.Encoder;
import io.github.dilm4j.coreset.RidgeReference;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.learner.Learners;
import io.github.dilm4j.learner.TangentEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The tangent features of texts under the learner, and the rows that sets are compared on by them. A text's features
 * cost as much as a training step on it, so a sample of the fit split stands for all of it. Opens the learner at first
 * use.
 */
final class Tangents implements AutoCloseable {
    /** Rows that a regression on {@link TangentEncoder}'s features is scored on; twice as many change little. */
    static final int ROWS = 4000;

    private final Data data;
    private final Supplier<Learners.Parts> learner;
    private final int maxTokens;
    private final RandomStreams streams;
    private Optional<Opened> opened = Optional.empty();

    private record Opened(Learners.Parts parts, Encoder encoder, RidgeReference reference) {}

    /**
     * @param learner closed by this
     * @param maxTokens longer texts are cut
     */
    Tangents(Data data, Supplier<Learners.Parts> learner, int maxTokens, RandomStreams streams) {
        this.data = data;
        this.learner = learner;
        this.maxTokens = maxTokens;
        this.streams = streams.child("tangents");
    }

    /** The sample of the fit split. */
    List<Example> rows() {
        List<Example> fit = data.splits().fit();
        int[] order = RandomStreams.permutation(fit.size(), streams.stream("rows"));
        List<Example> rows = new ArrayList<>();
        for (int i = 0; i < Math.min(ROWS, order.length); i++) {
            rows.add(fit.get(order[i]));
        }
        return rows;
    }

    /** Remembers every text's features. */
    Encoder encoder() {
        return opened().encoder();
    }

    RidgeReference reference() {
        return opened().reference();
    }

    @Override
    public void close() {
        opened.ifPresent(o -> o.parts().close());
        opened = Optional.empty();
    }

    private Opened opened() {
        if (opened.isEmpty()) {
            Learners.Parts parts = learner.get();
            try {
                TangentEncoder raw = new TangentEncoder(parts.model(), parts.tokenizer(), maxTokens, streams);
                List<Example> rows = rows();
                Encoder encoder = new CachingEncoder(
                        new BlockUnitEncoder(new CachingEncoder(raw), raw.blockSize(), rows));
                opened = Optional.of(new Opened(
                        parts,
                        encoder,
                        RidgeReference.of(rows, data.task().labelCount(), encoder)));
            } catch (RuntimeException e) {
                parts.close();
                throw e;
            }
        }
        return opened.get();
    }
}
