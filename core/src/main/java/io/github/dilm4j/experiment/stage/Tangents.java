package io.github.dilm4j.experiment.stage;

import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.coreset.BlockUnitEncoder;
import io.github.dilm4j.coreset.CachingEncoder;
import io.github.dilm4j.coreset.Encoder;
import io.github.dilm4j.coreset.JointEncoder;
import io.github.dilm4j.coreset.RidgeReference;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.learner.Learners;
import io.github.dilm4j.learner.TangentEncoder;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The tangent features of texts under the learner beside the encoder's embeddings, and the rows that sets are compared
 * on by both. Both have unit length and count alike. A text's tangents cost as much as a training step on it, so a
 * sample of the fit split stands for all of it. Opens the learner at first use.
 */
public final class Tangents implements AutoCloseable {
    /** Rows that a regression on {@link TangentEncoder}'s features is scored on; twice as many change little. */
    public static final int ROWS = 4000;

    private final Data data;
    private final Supplier<Learners.Parts> learner;
    private final int maxTokens;
    private final Encoder embeddings;
    private final RandomStreams streams;
    private Optional<Learners.Parts> parts = Optional.empty();
    private Optional<TangentEncoder> raw = Optional.empty();
    private Optional<Compared> compared = Optional.empty();

    private record Compared(Encoder encoder, RidgeReference reference) {}

    /**
     * @param learner closed by this
     * @param maxTokens longer texts are cut
     * @param embeddings the encoder that takes part beside the learner
     */
    Tangents(Data data, Supplier<Learners.Parts> learner, int maxTokens, Encoder embeddings, RandomStreams streams) {
        this.data = data;
        this.learner = learner;
        this.maxTokens = maxTokens;
        this.embeddings = embeddings;
        this.streams = streams.child("tangents");
    }

    /** The sample of the fit split. */
    List<Example> rows() {
        return RandomStreams.sample(data.splits().fit(), ROWS, streams.stream("rows"));
    }

    /** The learner's part as it is, without a memory. */
    public Encoder raw() {
        return opened();
    }

    /** The features that sets are compared by. Remembers those of the rows. */
    Encoder encoder() {
        return compared().encoder();
    }

    /** The rows, by {@link #encoder}. */
    RidgeReference reference() {
        return compared().reference();
    }

    @Override
    public void close() {
        parts.ifPresent(Learners.Parts::close);
    }

    private TangentEncoder opened() {
        if (raw.isEmpty()) {
            Learners.Parts open = learner.get();
            parts = Optional.of(open);
            raw = Optional.of(new TangentEncoder(open.model(), open.tokenizer(), maxTokens, streams));
        }
        return raw.get();
    }

    private Compared compared() {
        if (compared.isEmpty()) {
            List<Example> rows = rows();
            TangentEncoder features = opened();
            Encoder encoder = new JointEncoder(List.of(
                    new BlockUnitEncoder(knowing(rows, features), features.blockSize(), rows),
                    BlockUnitEncoder.ofOneBlock(knowing(rows, embeddings), rows)));
            compared = Optional.of(
                    new Compared(encoder, RidgeReference.of(rows, data.task().labelCount(), encoder)));
        }
        return compared.get();
    }

    private static Encoder knowing(List<Example> rows, Encoder encoder) {
        CachingEncoder known = new CachingEncoder(encoder);
        known.embed(rows);
        return known.frozen();
    }
}
