package io.github.dilm4j.distill;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.coreset.ClusterBalancedBatches;
import io.github.dilm4j.coreset.Encoder;
import io.github.dilm4j.coreset.KMeans;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.generator.GenerationOptions;
import io.github.dilm4j.generator.Generator;
import java.util.ArrayList;
import java.util.List;

/**
 * The generator's recent texts, and mini-batches of them: one text from each of as many clusters as the batch has
 * texts ("diverse mini-batch", DiLM section 3.3), or a random choice.
 */
public final class SyntheticPool {
    private static final int KMEANS_ITERATIONS = 25;

    /**
     * @param labels their names
     * @param poolSize texts written per label and refresh
     * @param batchSize texts of one label in a matching step
     * @param diverse whether a batch takes one text of each cluster
     * @param advice after the first round, if too few texts are usable
     */
    public record Settings(
            List<String> labels,
            int poolSize,
            int batchSize,
            boolean diverse,
            GenerationOptions options,
            TextAdvice advice) {}

    private final Generator generator;
    private final Encoder encoder;
    private final Settings settings;
    private final RandomStreams streams;
    private final Observer observer;
    private final List<List<Example>> texts = new ArrayList<>(); // [label]
    private final List<ClusterBalancedBatches> clusters = new ArrayList<>(); // [label]
    private long round = -1;

    public SyntheticPool(
            Generator generator, Encoder encoder, Settings settings, RandomStreams streams, Observer observer) {
        this.generator = generator;
        this.encoder = encoder;
        this.settings = settings;
        this.streams = streams;
        this.observer = observer;
    }

    /**
     * Lets the generator write new texts for every label.
     *
     * @throws InputException if none of a label's texts is usable
     */
    void refresh(long round) {
        List<TextFilter> written = new ArrayList<>();
        for (int label = 0; label < settings.labels().size(); label++) {
            written.add(write(round, label));
        }
        use(written, round);
    }

    /** Lets the generator write the texts of a label in a refresh; {@link #use(List, long)} puts them into the pool. */
    TextFilter write(long round, int label) {
        TextFilter filtered = TextFilter.of(
                generator.generate(label, settings.poolSize(), settings.options(), streams.seed("pool", round, label)),
                false);
        observer.textsWritten(round, label, filtered.counts());
        filtered.warn(
                label, observer, TextAdvice.ofRound(round, settings.advice()).remedy(settings.options()));
        return filtered;
    }

    /**
     * @param written [label], by {@link #write} in this round
     * @return the usable texts; equal ones are kept
     * @throws InputException if none of a label's texts is usable
     */
    CandidatePool use(List<TextFilter> written, long round) {
        CandidatePool pool = CandidatePool.of(written);
        TextAdvice advice = TextAdvice.ofRound(round, settings.advice());
        pool.requireEnough(1, settings.labels(), advice.writer(), advice.remedy(settings.options()));
        restore(pool.texts(), round);
        return pool;
    }

    Generator generator() {
        return generator;
    }

    /** The texts [label][text], for a checkpoint. */
    List<List<Example>> texts() {
        return texts;
    }

    /** The number of the texts' refresh. */
    long round() {
        return round;
    }

    /** Restores texts that {@link #texts()} returned in this round. */
    void restore(List<List<Example>> restored, long round) {
        this.round = round;
        texts.clear();
        clusters.clear();
        texts.addAll(restored);
        if (settings.diverse()) {
            for (int label = 0; label < texts.size(); label++) {
                List<Example> pool = texts.get(label);
                int k = Math.min(settings.batchSize(), pool.size());
                long seed = streams.seed("pool clusters", round, label);
                clusters.add(new ClusterBalancedBatches(
                        KMeans.fit(encoder.embed(pool), k, KMEANS_ITERATIONS, seed),
                        streams.child("diverse batches", label)));
            }
        }
    }

    /** The synthetic texts of a matching step, {@code batchSize} at most. */
    List<Example> draw(int label, long step) {
        List<Example> pool = texts.get(label);
        int size = Math.min(settings.batchSize(), pool.size());
        int[] chosen = settings.diverse()
                ? clusters.get(label).batch(step, size)
                : RandomStreams.permutation(pool.size(), streams.stream("synthetic batch", step, label));
        List<Example> batch = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            batch.add(pool.get(chosen[i]));
        }
        return batch;
    }
}
