package io.github.dilm4j.experiment.estimate;

import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.coreset.Encoder;
import io.github.dilm4j.coreset.KMeans;
import io.github.dilm4j.coreset.RidgeReference;
import io.github.dilm4j.coreset.SetSelector;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.experiment.stage.PieceEncoder;
import io.github.dilm4j.experiment.stage.Settings;
import io.github.dilm4j.learner.TransformerEncoder;
import io.github.dilm4j.run.config.Method;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Seconds to embed and select texts. A few seconds' worth of the samples is embedded; the others are represented by means
 * of two embeddings, since the time of a selection depends on the number of vectors and hardly on their values.
 */
final class TextTimes {
    private static final int FIRST = 64; // texts
    private static final int FEWEST = 256;
    private static final double EMBEDDING_SECONDS = 3;
    private static final int KMEANS_ITERATIONS = 25; // of the pool's clusters
    private static final int HERDED_AT_MOST = 10_000; // of half a pool
    private static final int COMPARED_AT_MOST = 4_000; // pairwise, by a submodular selector

    private final Probe probe = new Probe();
    private final Samples samples;
    private final float[][] embeddings; // [samples, hidden]
    private final Encoder encoder; // of the samples
    private final double embedding;
    private final double batchesPerText;
    private final Map<Selection, Double> selections = new HashMap<>(); // seconds
    private final RidgeSearchTimes searches;

    private record Selection(Method selector, int pool, int chosen) {}

    /** The embeddings of the samples, measured or represented. */
    Encoder encoder() {
        return encoder;
    }

    /** Embeds some of the samples. */
    TextTimes(Samples samples, TransformerEncoder open) {
        this.samples = samples;
        int all = samples.all().size();
        long[] batches = new long[1];
        Encoder counted = examples -> open.embed(examples, rows -> {
            batches[0] += rows.length;
            return open.embedBatches(rows);
        });
        List<float[]> embedded = new ArrayList<>();
        int first = Math.min(FIRST, all); // slower than the rest, until the code is compiled
        double begun = probe.once(
                () -> embedded.addAll(List.of(counted.embed(samples.all().subList(0, first)))));
        int count = (int) Math.min(all, Math.max(FEWEST, EMBEDDING_SECONDS * first / begun));
        batches[0] = count == first ? batches[0] : 0;
        double rest = probe.once(
                () -> embedded.addAll(List.of(counted.embed(samples.all().subList(first, count)))));
        int measured = count == first ? first : count - first;
        embedding = (count == first ? begun : rest) / measured;
        batchesPerText = (double) batches[0] / measured;
        embeddings = new float[all][];
        Map<List<String>, float[]> known = new HashMap<>();
        for (int i = 0; i < all; i++) {
            embeddings[i] = i < count ? embedded.get(i) : mean(embedded.get(i % count), embedded.get(i / count));
            known.putIfAbsent(samples.all().get(i).texts(), embeddings[i]);
        }
        encoder = examples ->
                examples.stream().map(example -> known.get(example.texts())).toArray(float[][]::new);
        searches = new RidgeSearchTimes(samples, encoder);
    }

    private static float[] mean(float[] one, float[] other) {
        float[] mean = new float[one.length];
        for (int i = 0; i < mean.length; i++) {
            mean[i] = (one[i] + other[i]) / 2;
        }
        return mean;
    }

    /** Returns the seconds for one text. */
    double embedding() {
        return embedding;
    }

    /** The part of the embedding of texts that executors can do. */
    Estimate.Pieces embeddingPieces(long texts) {
        long pieces = PieceEncoder.pieces(texts * batchesPerText);
        return pieces == 0 ? Estimate.Pieces.NONE : new Estimate.Pieces(texts * embedding, pieces);
    }

    /** The memory for the embeddings of texts while they are compared, in bytes: Java's and the engine's. */
    long embeddingBytes(long texts) {
        return 2 * Float.BYTES * texts * embeddings[0].length;
    }

    /** Returns the seconds for one selection of {@code k} texts from an embedded pool. */
    double selection(Method selector, int pool, int k) {
        if (selector == Method.RANDOM) {
            return 0;
        }
        int measured = Math.min(pool, samples.all().size());
        if (selector == Method.RIDGE) {
            return selection(Method.K_CENTERS, pool, k) + swapping(k);
        }
        if (selector.byProbe()) {
            return probing(selector, k) * pool / measured;
        }
        double seconds = selecting(selector, measured, k);
        double more = looked(selector, pool) - looked(selector, measured);
        if (more == 0 || measured < 2) {
            return seconds;
        }
        int half = measured / 2; // part of the time is the same for any pool
        return Probe.Line.through(
                        looked(selector, half), selecting(selector, half, k), looked(selector, measured), seconds)
                .at(looked(selector, pool));
    }

    private double selecting(Method selector, int pool, int k) {
        return selections.computeIfAbsent(
                new Selection(selector, pool, Math.min(k, distinct(pool))),
                selection -> probe.each(i -> Settings.selector(selector, encoder)
                        .select(samples.all().subList(0, pool), selection.chosen(), i)));
    }

    /** Returns the seconds for one set that is chosen from the samples. */
    private double probing(Method method, int k) {
        List<Example> dealt = samples.dealt();
        int chosen = Math.max(1, Math.min(k, distinct(dealt.size()) / samples.labels()));
        SetSelector selector =
                Settings.setSelector(method, encoder, () -> RidgeReference.of(dealt, samples.labels(), encoder));
        return probe.each(i -> selector.select(dealt, samples.labelNames(), chosen, new RandomStreams(i)));
    }

    /** Returns the seconds for a label's share of the swaps of one set. */
    private double swapping(int k) {
        int all = samples.all().size();
        int dpc = Math.max(1, Math.min(k, distinct(all) / samples.labels()));
        return searches.of(all, dpc).search() / samples.labels();
    }

    /** Different texts among the first samples. */
    private int distinct(int pool) {
        return Example.distinctTexts(samples.all().subList(0, pool));
    }

    /** Returns the seconds for one K-means clustering of an embedded pool. */
    double clustering(int pool, int k) {
        int measured = Math.min(pool, samples.all().size());
        float[][] points = List.of(embeddings).subList(0, measured).toArray(float[][]::new);
        return probe.each(i -> KMeans.fit(points, Math.min(k, Math.max(1, measured / 2)), KMEANS_ITERATIONS, i))
                * pool
                / measured;
    }

    private static double looked(Method selector, int pool) {
        return switch (selector) {
            case HERDING -> Math.min(pool / 2.0, HERDED_AT_MOST);
            case FACILITY_LOCATION, GRAPH_CUT -> Math.min(pool / 2.0, COMPARED_AT_MOST);
            default -> pool;
        };
    }
}
