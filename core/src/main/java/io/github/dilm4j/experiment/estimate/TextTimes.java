package io.github.dilm4j.experiment.estimate;

import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.coreset.CachingEncoder;
import io.github.dilm4j.coreset.KMeans;
import io.github.dilm4j.coreset.RandomSelector;
import io.github.dilm4j.coreset.RidgeReference;
import io.github.dilm4j.coreset.RidgeSetSelector;
import io.github.dilm4j.coreset.SetSelector;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.experiment.stage.PieceEncoder;
import io.github.dilm4j.experiment.stage.Settings;
import io.github.dilm4j.generator.GeneratedText;
import io.github.dilm4j.generator.GenerationOptions;
import io.github.dilm4j.generator.Generator;
import io.github.dilm4j.learner.FolderEncoder;
import io.github.dilm4j.run.config.Method;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Seconds to embed, select and write texts, measured on a sample of the fit split. */
final class TextTimes {
    private static final int SAMPLE = 2000;
    private static final int KMEANS_ITERATIONS = 25; // of the pool's clusters
    private static final int HERDED_AT_MOST = 10_000; // of half a pool
    private static final int COMPARED_AT_MOST = 4_000; // pairwise, by a submodular selector

    private final List<Example> sample;
    private final CachingEncoder encoder;
    private final float[][] embeddings; // [sample, hidden]
    private final double embedding;
    private final double batchesPerText;
    private double batches; // of the sample, while it is embedded
    private final Map<Selection, Double> selections = new HashMap<>(); // seconds
    private final Map<Integer, Double> swaps = new HashMap<>(); // seconds, by dpc
    private final int labels;

    private record Selection(Method selector, int pool, int chosen) {}

    /** Embeds the sample. */
    TextTimes(List<Example> fit, int labels, FolderEncoder open) {
        this.labels = labels;
        int[] order = RandomStreams.permutation(fit.size(), RandomStreams.of(1));
        List<Example> chosen = new ArrayList<>();
        for (int i = 0; i < Math.min(SAMPLE, fit.size()); i++) {
            chosen.add(fit.get(order[i]));
        }
        sample = List.copyOf(chosen);
        encoder = new CachingEncoder(examples -> open.encoder().embed(examples, rows -> {
            batches += rows.length;
            return open.encoder().embedBatches(rows);
        }));
        int begun = sample.size() / 2; // the first calls are slow until the code is compiled
        if (begun > 0) {
            encoder.embed(sample.subList(0, begun));
        }
        long begin = System.nanoTime();
        encoder.embed(sample.subList(begun, sample.size()));
        embedding = (System.nanoTime() - begin) / 1e9 / (sample.size() - begun);
        embeddings = encoder.embed(sample);
        batchesPerText = batches / sample.size();
    }

    List<Example> sample() {
        return sample;
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
        int measured = Math.min(pool, sample.size());
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
        double each = (seconds - selecting(selector, half, k)) / (looked(selector, measured) - looked(selector, half));
        return seconds + more * Math.max(0, each);
    }

    private double selecting(Method selector, int pool, int k) {
        return selections.computeIfAbsent(
                new Selection(selector, pool, Math.min(k, distinct(pool))),
                selection -> new Stopwatch()
                        .each(i -> Settings.selector(selector, encoder)
                                .select(sample.subList(0, pool), selection.chosen(), i)));
    }

    /** Returns the seconds for one set that is chosen from the sample. */
    private double probing(Method method, int k) {
        List<Example> dealt = dealt();
        int chosen = Math.max(1, Math.min(k, distinct(sample.size()) / labels));
        SetSelector selector = Settings.setSelector(method, encoder, () -> RidgeReference.of(dealt, labels, encoder));
        return new Stopwatch().each(i -> selector.select(dealt, labelNames(), chosen, new RandomStreams(i)));
    }

    /** The sample, dealt evenly to the labels. */
    private List<Example> dealt() {
        List<Example> dealt = new ArrayList<>();
        for (Example example : sample) {
            dealt.add(new Example(example.texts(), dealt.size() % labels));
        }
        return dealt;
    }

    private List<String> labelNames() {
        return IntStream.range(0, labels).mapToObj(Integer::toString).toList();
    }

    /** Returns the seconds for a label's share of the swaps of one set, which do not depend on the texts. */
    private double swapping(int k) {
        int dpc = Math.max(1, Math.min(k, distinct(sample.size()) / labels));
        return swaps.computeIfAbsent(dpc, chosen -> {
            List<Example> dealt = dealt();
            SetSelector selector = new RidgeSetSelector(
                    encoder,
                    RidgeReference.of(dealt, labels, encoder),
                    SetSelector.perLabel(new RandomSelector()),
                    RidgeSetSelector.Settings.USUAL);
            return new Stopwatch().each(i -> selector.select(dealt, labelNames(), chosen, new RandomStreams(i)))
                    / labels;
        });
    }

    /** Different texts among the first of the sample. */
    private int distinct(int pool) {
        return Example.distinctTexts(sample.subList(0, pool));
    }

    /** Returns the seconds for one K-means clustering of an embedded pool. */
    double clustering(int pool, int k) {
        int measured = Math.min(pool, sample.size());
        float[][] points = List.of(embeddings).subList(0, measured).toArray(float[][]::new);
        return new Stopwatch()
                        .each(i -> KMeans.fit(points, Math.min(k, Math.max(1, measured / 2)), KMEANS_ITERATIONS, i))
                * pool
                / measured;
    }

    /** Returns the seconds for one generated text of the length of the data's texts. */
    double writing(Generator generator, GenerationOptions options) {
        double[] tokens = new double[1]; // of all batches written, including those before the timed ones
        int[] batches = new int[1];
        double seconds = new Stopwatch().each(i -> {
            tokens[0] += generator.generate(0, options.batchRows(), options, i).stream()
                    .mapToInt(GeneratedText::tokens)
                    .sum();
            batches[0]++;
        });
        double ofData = generator.encode(sample).stream()
                .mapToInt(sequence -> sequence.length() - 1) // all but the label's token
                .average()
                .orElseThrow();
        return seconds / (tokens[0] / batches[0]) * ofData;
    }

    private static double looked(Method selector, int pool) {
        return switch (selector) {
            case HERDING -> Math.min(pool / 2.0, HERDED_AT_MOST);
            case FACILITY_LOCATION, GRAPH_CUT -> Math.min(pool / 2.0, COMPARED_AT_MOST);
            default -> pool;
        };
    }
}
